import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import { markdownText } from '../models/markdownText.ts';
import type { WorkspaceModels } from '../models/workspaceModels.ts';
import type { Target } from '../target.ts';
import type { AllTargets } from '../targets/allTargets.ts';
import { explainLocalServer } from '../targets/explainLocalServer.ts';
import { localModelPath } from '../targets/localTarget.ts';
import type { ServerPhases, ServerState } from '../targets/serverPhases.ts';
import type { TargetMemory } from '../targets/targetMemory.ts';
import type { ContainerFocus } from './containerFocus.ts';

/** The status bar item with the current model; hidden until one was chosen or used. */
export class ModelStatus implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #targets: AllTargets;
  readonly #memory: TargetMemory;
  readonly #phases: ServerPhases;
  readonly #focus: ContainerFocus;
  #item: vscode.StatusBarItem | undefined;

  constructor(
    targets: AllTargets,
    memory: TargetMemory,
    phases: ServerPhases,
    focus: ContainerFocus,
    models: WorkspaceModels,
  ) {
    this.#targets = targets;
    this.#memory = memory;
    this.#phases = phases;
    this.#focus = focus;
    const update = (): void => void this.#update();
    this.#parts.add(memory.onDidChange(update));
    this.#parts.add(phases.onDidChange(update));
    this.#parts.add(focus.onDidShow(update));
    // The model may be gone, or there again.
    this.#parts.add(models.onDidChange(update));
    this.#parts.add(vscode.workspace.onDidGrantWorkspaceTrust(update));
    update();
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #update(): Promise<void> {
    if (this.#memory.ids.length === 0) return;
    // Where the one that was chosen is gone, what is used in its place.
    const target = await this.#targets.current();
    // A container whose figures the bar shows already is not named twice.
    if (target === undefined || target.id === this.#focus.shown) {
      this.#item?.hide();
      return;
    }
    const path = localModelPath(target.id);
    const key = path === undefined ? undefined : await realpath(path).catch(() => path);
    const lost = (await this.#targets.lost())?.label;
    this.#show(target, key === undefined ? undefined : this.#phases.of(key), lost);
  }

  /**
   * @param state of the local server; undefined for a container, whose state its view shows.
   * @param lost what was chosen, where this one takes its place.
   */
  #show(target: Target, state: ServerState | undefined, lost: string | undefined): void {
    this.#item ??= this.#parts.add(newItem());
    const doing = state ? phaseText(state, target.label) : vscode.l10n.t('in a container');
    this.#item.text = `${state ? icon(state) : '$(server-process)'} ${plainLabel(target.label)}`;
    this.#item.tooltip = tooltip(target, doing, lost);
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('YOLO model: {0}, {1}, {2}', target.label, target.place, doing),
    };
    this.#item.show();
  }
}

function newItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('yolo.model', vscode.StatusBarAlignment.Right);
  item.name = vscode.l10n.t('YOLO Model');
  item.command = 'yolo.selectModel';
  return item;
}

/** A label is anybody's text: it draws no icon. */
function plainLabel(label: string): string {
  return label.replaceAll('$(', '$ (');
}

function icon({ phase }: ServerState): string {
  switch (phase) {
    case 'starting':
    case 'restarting':
      return '$(loading~spin)';
    case 'failed':
      return '$(error)';
    default:
      return '$(circuit-board)';
  }
}

function phaseText({ phase, error }: ServerState, label: string): string {
  switch (phase) {
    case 'stopped':
      return vscode.l10n.t('starts when it is used');
    case 'starting':
      return vscode.l10n.t('starting');
    case 'ready':
      return vscode.l10n.t('running');
    case 'restarting':
      return vscode.l10n.t('restarting after it ended unexpectedly');
    case 'failed':
      return errorText(explainLocalServer(error, label));
  }
}

function tooltip(
  { label, place }: Target,
  doing: string,
  lost: string | undefined,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**${markdownText(label)}** — ${markdownText(place)}`);
  text.appendMarkdown(`\n\n${markdownText(doing)}\n\n`);
  if (lost !== undefined) {
    const instead = vscode.l10n.t('In place of {0}, whose file is gone.', lost);
    text.appendMarkdown(`${markdownText(instead)}\n\n`);
  }
  const select = vscode.l10n.t('Select Model…');
  const log = vscode.l10n.t('Show Log');
  text.appendMarkdown(`[${select}](command:yolo.selectModel) · [${log}](command:yolo.showLog)`);
  text.isTrusted = { enabledCommands: ['yolo.selectModel', 'yolo.showLog'] };
  return text;
}
