import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import type { CurrentEngine, EngineView } from '../engine/currentEngine.ts';
import { errorText } from '../errorText.ts';
import type { CardNames } from '../gpus/cardNames.ts';
import { runsOnGpu } from '../gpus/monitorSources.ts';
import type { ContainerFocus } from '../status/containerFocus.ts';
import type { Activities } from './activities.ts';
import { type Planned, plannedDeployments, type SavedProjects } from './plannedDeployments.ts';
import { rowItem } from './rowItem.ts';
import { type ProjectRow, type Row, rowsOf } from './rows.ts';

export const DEPLOYMENTS_VIEW = 'yolo.deployments';

/** Milliseconds after which the ages that are shown are written anew. */
const AGES_MS = 30_000;

/** What the view shows. */
interface Sources {
  readonly engine: CurrentEngine;
  readonly activities: Activities;
  readonly projects: SavedProjects | undefined;
  readonly focus: ContainerFocus;
  readonly cards: CardNames;
}

/** The view of projects, deployments and their containers. The engine is watched while it is seen. */
export class DeploymentsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<undefined>());
  readonly #sources: Sources;
  readonly #view: vscode.TreeView<Row>;
  #watching: Disposables | undefined;
  #planned: Planned | undefined;
  /** What the rows that VS Code has say; undefined while they are being made. */
  #shown: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#view = this.#parts.add(
      vscode.window.createTreeView(DEPLOYMENTS_VIEW, { treeDataProvider: this }),
    );
    const refresh = (): void => this.#refresh();
    this.#parts.add(sources.engine.onDidChange(refresh));
    this.#parts.add(sources.activities.onDidChange(refresh));
    this.#parts.add(sources.focus.onDidChange(refresh));
    this.#parts.add(sources.cards.onDidChange(refresh));
    if (sources.projects) {
      this.#parts.add(
        sources.projects.onDidChange(() => {
          this.#planned = undefined;
          this.#redraw();
        }),
      );
    }
    this.#parts.add(this.#view.onDidChangeVisibility(() => this.#followVisibility()));
    this.#parts.add({ dispose: () => this.#watching?.dispose() });
    this.#followVisibility();
  }

  /** The row that is selected. */
  get selected(): Row | undefined {
    return this.#view.selection[0];
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row === undefined) return this.#projects();
    switch (row.kind) {
      case 'project':
        return [...row.deployments];
      case 'deployment':
        return [...row.replicas];
      case 'replica':
        return [];
    }
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { engine, activities, focus, cards } = this.#sources;
    const stale = engine.view.connection.state !== 'connected';
    const pinned = row.kind === 'replica' && focus.isPinned(row.replica);
    const activity = activityOf(row, activities);
    return rowItem(row, { stale, activity, pinned, now: Date.now(), nameOf: cards.nameOf });
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #projects(): Promise<ProjectRow[]> {
    const { engine, projects, cards } = this.#sources;
    this.#shown = undefined;
    if (projects) this.#planned ??= await plannedDeployments(projects);
    if (this.#view.visible) await settled(engine);
    // No name of a card is read where there is none to name.
    if (this.#view.visible && engine.view.replicas.some(runsOnGpu)) cards.ask();
    const rows = this.#rows();
    const message = this.#message(rows);
    if (this.#view.message !== message) this.#view.message = message ?? '';
    this.#shown = this.#seen(rows);
    return rows;
  }

  /** What the engine has to say comes first: without it nothing is deployed anyway. */
  #message(rows: readonly ProjectRow[]): string | undefined {
    const { view } = this.#sources.engine;
    return messageFor(view, rows.length > 0) ?? brokenText(view, this.#planned?.broken ?? []);
  }

  #rows(): ProjectRow[] {
    const { engine, activities } = this.#sources;
    const replicas = engine.view.replicas.map((replica) =>
      activities.hasCrashed(replica.id) ? { ...replica, state: 'unhealthy' as const } : replica,
    );
    return rowsOf(replicas, [...(this.#planned?.deployments ?? []), ...activities.deployments]);
  }

  /**
   * Redraws when there is something else to see. While it does, VS Code knows no row, and what is
   * chosen in a menu that is open is lost.
   */
  #refresh(): void {
    if (this.#shown === undefined || this.#seen(this.#rows()) === this.#shown) return;
    this.#redraw();
  }

  /** Rows that are being made now are made of what is known in the end. */
  #redraw(): void {
    this.#shown = undefined;
    this.#changed.fire(undefined);
  }

  #seen(rows: readonly ProjectRow[]): string {
    const { view } = this.#sources.engine;
    return JSON.stringify([
      view.connection.state,
      view.listed,
      this.#message(rows),
      rows.map((row) => this.#drawn(row)),
    ]);
  }

  /** All that a row and those below it show. */
  #drawn(row: Row): unknown {
    const { label, description, contextValue, iconPath } = this.getTreeItem(row);
    const below =
      row.kind === 'project' ? row.deployments : row.kind === 'deployment' ? row.replicas : [];
    return [label, description, contextValue, iconPath, below.map((one) => this.#drawn(one))];
  }

  #followVisibility(): void {
    if (this.#view.visible === (this.#watching !== undefined)) return;
    this.#watching?.dispose();
    this.#watching = undefined;
    if (!this.#view.visible) return;
    const watching = new Disposables();
    this.#watching = watching;
    watching.add(this.#sources.engine.watch());
    const timer = setInterval(() => this.#refresh(), AGES_MS);
    watching.add({ dispose: () => clearInterval(timer) });
  }
}

function activityOf(row: Row, activities: Activities): string | undefined {
  switch (row.kind) {
    case 'project':
      return undefined;
    case 'deployment':
      return activities.ofDeployment(row);
    case 'replica': {
      const { id, labels } = row.replica;
      const ofWhole = row.alone ? activities.ofDeployment(labels) : undefined;
      return activities.ofContainer(id) ?? ofWhole;
    }
  }
}

/** Milliseconds that the tree may seem to load before it says what it waits for. */
const LOADING_MS = 2_000;

/** Resolves once the engine has answered or failed, so that an empty list is not taken for the answer. */
function settled(engine: CurrentEngine): Promise<void> {
  const is = ({ connection, listed }: EngineView): boolean =>
    listed || connection.state === 'failed';
  if (is(engine.view)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      listening.dispose();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, LOADING_MS);
    const listening = engine.onDidChange(() => is(engine.view) && done());
  });
}

/** What stands above the rows; an empty tree says it in its welcome, which a message would hide. */
function messageFor({ connection, listed }: EngineView, rows: boolean): string | undefined {
  switch (connection.state) {
    case 'connected':
      return undefined;
    case 'connecting':
      return rows || listed ? undefined : vscode.l10n.t('Connecting to Docker…');
    case 'failed':
      if (!rows) return undefined;
      // What was here a moment ago need not be installed.
      if (listed) {
        return vscode.l10n.t(
          'Docker no longer answers. What is shown is from before; it is tried again by itself.',
        );
      }
      return errorText(connection.error);
  }
}

/** A file with errors shows no deployments; while the welcome tells of the engine it stays untold. */
function brokenText({ connection }: EngineView, broken: readonly string[]): string | undefined {
  if (broken.length === 0 || connection.state === 'failed') return undefined;
  return vscode.l10n.t(
    'Not shown, because of errors that the Problems panel lists: {0}',
    broken.join(', '),
  );
}
