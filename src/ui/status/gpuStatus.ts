import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { type ContainerUse, containerUse } from '../../gpu/containerUse.ts';
import type { GpuSnapshot, GpuState } from '../../gpu/gpuSnapshot.ts';
import { replicaName } from '../deployments/replicaText.ts';
import { Disposables } from '../disposables.ts';
import { memoryOf, smText } from '../gpus/gpuText.ts';
import { type MonitorSources, runsOnGpu } from '../gpus/monitorSources.ts';
import { markdownText } from '../models/markdownText.ts';
import { gpuStatusBar, warnAbove } from '../settings.ts';
import { containerTargetId } from '../targets/containerTargetId.ts';

/** The status bar item with what the container in focus uses of its card; hidden without figures. */
export class GpuStatus implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #sources: MonitorSources;
  #item: vscode.StatusBarItem | undefined;
  #state: GpuState | undefined;
  #shown = '';

  constructor(sources: MonitorSources) {
    this.#sources = sources;
  }

  /** Takes in what the hardware says, or that something else has changed. */
  update(state: GpuState | undefined = this.#state): void {
    this.#state = state;
    const { engine, focus } = this.#sources;
    const running = engine.view.replicas.filter(runsOnGpu);
    const replica = focus.of(running);
    const use = state?.ok && replica ? useOf(state.snapshot, replica) : undefined;
    const shows = gpuStatusBar() && state?.ok && replica && use;
    focus.show(shows ? containerTargetId(replica.labels) : undefined);
    if (!shows) {
      this.#item?.hide();
      this.#shown = '';
      return;
    }
    const name = nameAmong(running, replica);
    const memory = memoryOf(use.vramBytes, budgetOf(replica) ?? use.totalBytes);
    const figures = `${memory} · ${smText(use.smRatio)}`;
    const simulated = state.snapshot.simulated ? ` (${vscode.l10n.t('simulated')})` : '';
    const tooltip = this.#tooltip(state.snapshot, running, replica);
    const full = isFull(use, replica);
    const shown = JSON.stringify([name, figures, simulated, tooltip.value, full]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#item ??= this.#parts.add(newItem());
    // A name is anybody's text: it draws no icon.
    this.#item.text = `$(chip) ${name.replaceAll('$(', '$ (')} ${figures}${simulated}`;
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor = full
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('GPU use of {0}: video memory {1}', name, figures) + simulated,
    };
    this.#item.show();
  }

  dispose(): void {
    this.#sources.focus.show(undefined);
    this.#parts.dispose();
  }

  #tooltip(
    snapshot: GpuSnapshot,
    running: readonly WatchedReplica[],
    inFocus: WatchedReplica,
  ): vscode.MarkdownString {
    const { focus } = this.#sources;
    const text = new vscode.MarkdownString('', true);
    const simulated = snapshot.simulated ? ` — ${vscode.l10n.t('simulated')}` : '';
    text.appendMarkdown(`**${vscode.l10n.t('Deployments on GPUs')}**${simulated}\n\n`);
    for (const replica of running) {
      const name = markdownText(nameAmong(running, replica));
      const use = useOf(snapshot, replica);
      const figures = use
        ? `${memoryOf(use.vramBytes, budgetOf(replica) ?? use.totalBytes)} · ${smText(use.smRatio)}`
        : vscode.l10n.t('n/a');
      const mark = focus.isPinned(replica) ? '$(pinned) ' : replica === inFocus ? '$(eye) ' : '';
      const { project, deployment, replica: number } = replica.labels;
      const key = encodeURIComponent(JSON.stringify([{ project, deployment, replica: number }]));
      const pin = `[${name}](command:yolo.pinDeployment?${key} "${vscode.l10n.t('Pin to Status Bar')}")`;
      const log = `[${vscode.l10n.t('Log')}](command:yolo.showDeploymentLog?${key})`;
      const warning = use && isFull(use, replica) ? '$(warning) ' : '';
      text.appendMarkdown(`${mark}${pin} ${warning}${markdownText(figures)} · ${log}\n\n`);
    }
    const links = [
      `[${vscode.l10n.t('Show GPUs')}](command:yolo.showGpus)`,
      `[${vscode.l10n.t('Select Model…')}](command:yolo.selectModel)`,
      ...(focus.pinned ? [`[${vscode.l10n.t('Unpin')}](command:yolo.unpinDeployment)`] : []),
    ];
    text.appendMarkdown(links.join(' · '));
    text.isTrusted = {
      enabledCommands: [
        'yolo.pinDeployment',
        'yolo.unpinDeployment',
        'yolo.showDeploymentLog',
        'yolo.showGpus',
        'yolo.selectModel',
      ],
    };
    return text;
  }
}

function useOf(snapshot: GpuSnapshot, { id, labels }: WatchedReplica): ContainerUse | undefined {
  return containerUse(snapshot, { containerId: id, uuid: labels.gpu });
}

function budgetOf({ labels }: WatchedReplica): number | undefined {
  return labels.vramMib > 0 ? labels.vramMib * 2 ** 20 : undefined;
}

/** Above the threshold of its budget, or of the card where it has none. */
function isFull({ vramBytes, totalBytes }: ContainerUse, replica: WatchedReplica): boolean {
  const of = budgetOf(replica) ?? totalBytes;
  return vramBytes !== undefined && of !== undefined && vramBytes / of > warnAbove();
}

function nameAmong(all: readonly WatchedReplica[], replica: WatchedReplica): string {
  const { project, deployment, replica: number } = replica.labels;
  const same = all.filter(
    ({ labels }) => labels.project === project && labels.deployment === deployment,
  );
  return replicaName(replica, same.length === 1 && number === 0);
}

function newItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('yolo.gpu', vscode.StatusBarAlignment.Right);
  item.name = vscode.l10n.t('GPU Use of a Deployment');
  item.command = 'yolo.showGpus';
  return item;
}
