import type * as vscode from 'vscode';
import type { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { GpuState } from '../../gpu/gpuSnapshot.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { warnAbove } from '../settings.ts';
import type { ContainerFocus } from '../status/containerFocus.ts';
import { gpuItem } from './gpuItem.ts';
import { type GpuRow, gpuRows } from './gpuRows.ts';
import { gpuTooltip } from './gpuTooltip.ts';

/** What the tree is made of. */
export interface GpuTreeSources {
  readonly gpus: GpuSampler;
  readonly engine: CurrentEngine;
  readonly focus: ContainerFocus;
}

/** Tells the view what to draw anew: some rows, or all of them. */
export type Redraw = (rows: GpuRow[] | undefined) => void;

/**
 * The rows as they were drawn last. A row stays the same object while it is there, so that only what
 * changed is drawn anew, and nothing that is selected, open or under the pointer is lost.
 */
export class GpuTree {
  readonly #sources: GpuTreeSources;
  readonly #redraw: Redraw;
  readonly #kept = new Map<string, { readonly row: GpuRow; drawn: string; children: string }>();
  #roots: readonly GpuRow[] = [];
  #state: GpuState | undefined;

  constructor(sources: GpuTreeSources, redraw: Redraw) {
    this.#sources = sources;
    this.#redraw = redraw;
  }

  get roots(): readonly GpuRow[] {
    return this.#roots;
  }

  item(row: GpuRow): vscode.TreeItem {
    const { focus } = this.#sources;
    return gpuItem(row, {
      warnAbove: warnAbove(),
      isPinned: ({ replica }) => focus.isPinned(replica),
    });
  }

  /** When it is wanted, as of then. */
  tooltip(row: GpuRow): vscode.MarkdownString | undefined {
    return this.#state?.ok ? gpuTooltip(row, this.#state.snapshot) : undefined;
  }

  /** Takes in what the hardware says now. */
  update(state: GpuState | undefined = this.#state): void {
    if (state === undefined) return;
    this.#state = state;
    const { engine } = this.#sources;
    const fresh = state.ok ? gpuRows(state.snapshot, engine.view.replicas) : [];
    const before = new Set(this.#kept.keys());
    const changed: GpuRow[] = [];
    const order = this.#roots.map(({ id }) => id).join();
    this.#roots = fresh.map((row) => this.#keep(row, changed, before));
    for (const gone of before) this.#kept.delete(gone);
    if (this.#roots.map(({ id }) => id).join() !== order) this.#redraw(undefined);
    else if (changed.length > 0) this.#redraw(changed);
  }

  /** The kept row with what is new about it. */
  #keep(fresh: GpuRow, changed: GpuRow[], before: Set<string>): GpuRow {
    const below: GpuRow[] = [];
    const children = fresh.children.map((child) => this.#keep(child, below, before));
    const kept = this.#kept.get(fresh.id);
    const same = kept !== undefined && kept.row.kind === fresh.kind;
    const row = same ? Object.assign(kept.row, fresh, { children }) : { ...fresh, children };
    const { label, description, contextValue, iconPath, collapsibleState } = this.item(row);
    const drawn = JSON.stringify([label, description, contextValue, iconPath, collapsibleState]);
    const ids = children.map(({ id }) => id).join();
    before.delete(fresh.id);
    this.#kept.set(fresh.id, { row, drawn, children: ids });
    // Drawing a row anew draws those below it too.
    if (same && kept.children !== ids) changed.push(row);
    else if (same && kept.drawn !== drawn) changed.push(row, ...below);
    else changed.push(...below);
    return row;
  }
}
