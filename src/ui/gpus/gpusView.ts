import * as vscode from 'vscode';
import { processesIn } from '../../gpu/attribution/containersOf.ts';
import type { GpuSnapshot, GpuState } from '../../gpu/gpuSnapshot.ts';
import { Disposables } from '../disposables.ts';
import type { GpuRow } from './gpuRows.ts';
import type { GpuTree, GpuTreeSources } from './gpuTree.ts';

const GPUS_VIEW = 'yolo.gpus';

/** The context key by which the manifest chooses what the empty view says. */
const STATE_KEY = 'yolo.gpus.state';

/**
 * The view of graphics cards and who uses them. Its code is loaded when it is first seen; while it is
 * not seen nothing is looked at.
 */
export class GpusView implements vscode.TreeDataProvider<GpuRow>, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<GpuRow[] | undefined>());
  readonly #sources: GpuTreeSources;
  readonly #view: vscode.TreeView<GpuRow>;
  #tree: Promise<GpuTree> | undefined;
  #watching: Disposables | undefined;
  #state = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sources: GpuTreeSources) {
    this.#sources = sources;
    this.#view = this.#parts.add(
      vscode.window.createTreeView(GPUS_VIEW, { treeDataProvider: this }),
    );
    this.#parts.add(this.#view.onDidChangeVisibility(() => this.#followVisibility()));
    this.#parts.add({ dispose: () => this.#watching?.dispose() });
    this.#followVisibility();
  }

  async getChildren(row?: GpuRow): Promise<GpuRow[]> {
    if (row !== undefined) return [...row.children];
    const tree = await this.#load();
    // An empty view would speak of a driver that nobody has asked yet.
    if (this.#view.visible && this.#state === '') this.#tell(tree, await this.#firstLook());
    return [...tree.roots];
  }

  async getTreeItem(row: GpuRow): Promise<vscode.TreeItem> {
    return (await this.#load()).item(row);
  }

  async resolveTreeItem(item: vscode.TreeItem, row: GpuRow): Promise<vscode.TreeItem> {
    const tooltip = (await this.#load()).tooltip(row);
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #load(): Promise<GpuTree> {
    this.#tree ??= import('./gpuTree.ts').then(
      ({ GpuTree: Tree }) => new Tree(this.#sources, (rows) => this.#changed.fire(rows)),
    );
    return this.#tree;
  }

  async #firstLook(): Promise<GpuState> {
    const { gpus } = this.#sources;
    return gpus.state ?? (await gpus.sampleOnce());
  }

  #followVisibility(): void {
    if (this.#view.visible === (this.#watching !== undefined)) return;
    this.#watching?.dispose();
    this.#watching = undefined;
    if (!this.#view.visible) return;
    const { gpus, engine, focus } = this.#sources;
    const watching = new Disposables();
    this.#watching = watching;
    const update = (state?: GpuState): void =>
      void this.#load().then((tree) => this.#watching === watching && this.#tell(tree, state));
    watching.add(engine.watch());
    watching.add(engine.onDidChange(() => update()));
    watching.add(focus.onDidChange(() => update()));
    watching.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('yolo.gpu')) update();
      }),
    );
    watching.add({ dispose: gpus.listen(update) });
  }

  #tell(tree: GpuTree, state: GpuState | undefined): void {
    tree.update(state);
    if (state === undefined) return;
    this.#view.description = state.ok && state.snapshot.simulated ? vscode.l10n.t('simulated') : '';
    const message = state.ok ? unknownText(state.snapshot) : undefined;
    if (this.#view.message !== message) this.#view.message = message ?? '';
    const key = state.ok ? 'ok' : state.unavailable.reason;
    if (key === this.#state) return;
    this.#state = key;
    void vscode.commands.executeCommand('setContext', STATE_KEY, key);
  }
}

/** What to say above the rows while the engine does not answer; undefined where it matters to none. */
function unknownText(snapshot: GpuSnapshot): string | undefined {
  return processesIn(snapshot).some(({ containerUnknown }) => containerUnknown)
    ? vscode.l10n.t('Docker does not answer, so which containers use the GPUs is not known.')
    : undefined;
}
