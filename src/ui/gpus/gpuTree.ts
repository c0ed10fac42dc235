import type * as vscode from 'vscode';
import type { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { GpuState } from '../../gpu/gpuSnapshot.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { warnAbove } from '../settings.ts';
import type { ContainerFocus } from '../status/containerFocus.ts';
import { gpuItem } from './gpuItem.ts';
import { type GpuRow, gpuRows } from './gpuRows.ts';
import { gpuTooltip } from './gpuTooltip.ts';
import { RedrawPace } from './redrawPace.ts';

/** What the tree is made of. */
export interface GpuTreeSources {
  readonly gpus: GpuSampler;
  readonly engine: CurrentEngine;
  readonly focus: ContainerFocus;
}

/** Tells the view what to draw anew: some rows, or all of them. */
export type Redraw = (rows: GpuRow[] | undefined) => void;

/** A row, and what of it was drawn last. */
interface Kept {
  readonly row: GpuRow;
  drawn: Drawn;
}

/** What a person sees of a row. */
interface Drawn {
  /** The rows below it. */
  readonly children: string;
  /** All but the figures. */
  readonly look: string;
  readonly figures: string;
}

/** What has changed since it was drawn. */
interface Changes {
  readonly rows: GpuRow[];
  /** What they are drawn as from then on. */
  readonly drawn: Map<string, Drawn>;
  /** Whether there is more than new figures. */
  urgent: boolean;
}

/**
 * The rows as they are now. A row stays the same object while it is there, so that only what changed is
 * drawn anew, and nothing that is selected or open is lost. Figures are drawn anew all at one moment and
 * seldom, since that closes the tooltips of their rows and of those below; all else at once.
 */
export class GpuTree {
  readonly #sources: GpuTreeSources;
  readonly #redraw: Redraw;
  readonly #pace = new RedrawPace();
  readonly #kept = new Map<string, Kept>();
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

  /** When it is wanted, as of then; figures stand still while it is read. */
  tooltip(row: GpuRow): vscode.MarkdownString | undefined {
    this.#pace.reading();
    return this.#state?.ok ? gpuTooltip(row, this.#state.snapshot) : undefined;
  }

  /** Takes in what the hardware says now. */
  update(state: GpuState | undefined = this.#state): void {
    if (state === undefined) return;
    this.#state = state;
    const { engine } = this.#sources;
    const fresh = state.ok ? gpuRows(state.snapshot, engine.view.replicas) : [];
    const before = new Set(this.#kept.keys());
    const changes: Changes = { rows: [], drawn: new Map(), urgent: false };
    const order = this.#roots.map(({ id }) => id).join();
    this.#roots = fresh.map((row) => this.#keep(row, changes, before));
    for (const gone of before) this.#kept.delete(gone);
    const reordered = this.#roots.map(({ id }) => id).join() !== order;
    if (!reordered && changes.rows.length === 0) return;
    if (!this.#pace.allows(reordered || changes.urgent)) return;
    for (const [id, drawn] of changes.drawn) {
      const kept = this.#kept.get(id);
      if (kept) kept.drawn = drawn;
    }
    this.#redraw(reordered ? undefined : changes.rows);
  }

  /** The kept row with what is new about it. */
  #keep(fresh: GpuRow, changes: Changes, before: Set<string>): GpuRow {
    const children = fresh.children.map((child) => this.#keep(child, changes, before));
    const kept = this.#kept.get(fresh.id);
    before.delete(fresh.id);
    const same = kept !== undefined && kept.row.kind === fresh.kind;
    const row = same ? Object.assign(kept.row, fresh, { children }) : { ...fresh, children };
    const now = this.#drawnAs(row);
    if (!same) {
      // Those it is below draw it.
      this.#kept.set(fresh.id, { row, drawn: now });
      return row;
    }
    const { drawn } = kept;
    const urgent = drawn.children !== now.children || drawn.look !== now.look;
    if (!urgent && drawn.figures === now.figures) return row;
    changes.rows.push(row);
    changes.drawn.set(fresh.id, now);
    changes.urgent ||= urgent;
    return row;
  }

  #drawnAs(row: GpuRow): Drawn {
    const { label, description, contextValue, iconPath, collapsibleState } = this.item(row);
    return {
      // One whose kind changes, as a container's does once it is known, is another row.
      children: row.children.map(({ id, kind }) => `${kind} ${id}`).join(),
      look: JSON.stringify([label, contextValue, iconPath, collapsibleState]),
      figures: String(description),
    };
  }
}
