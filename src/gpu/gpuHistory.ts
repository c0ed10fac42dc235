import { leavesOf, type UsageOfPart, usageOf } from './attribution/usageRows.ts';
import { rowsOfPart } from './containerUse.ts';
import type { GpuSnapshot } from './gpuSnapshot.ts';

/** One user's figures: its container's id or the kind of row, bytes, share; null where not told. */
export type RowFigures = readonly [user: string, vram: number | null, sm: number | null];

/** What one look has found, by the UUID of card or slice. */
export interface UsageFrame {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly parts: Readonly<Record<string, readonly RowFigures[]>>;
}

const SPAN_MS = 5 * 60_000;

/** Who used what in the last five minutes, as far as somebody looked. */
export class GpuHistory {
  readonly #frames: UsageFrame[] = [];
  #sequence = 0;

  /** The frames, oldest first. */
  get frames(): readonly UsageFrame[] {
    return this.#frames;
  }

  /** Number of the newest frame. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Takes in one look. */
  add(snapshot: GpuSnapshot): UsageFrame {
    const frame = frameOf(snapshot);
    // A clock that was set back makes what came before it unordered.
    while ((this.#frames.at(-1)?.time ?? 0) >= frame.time && this.#frames.length > 0) {
      this.#frames.pop();
    }
    this.#frames.push(frame);
    const oldest = frame.time - SPAN_MS;
    while ((this.#frames[0]?.time ?? oldest) < oldest) this.#frames.shift();
    this.#sequence += 1;
    return frame;
  }
}

function frameOf(snapshot: GpuSnapshot): UsageFrame {
  const parts = leavesOf(usageOf(snapshot))
    // Under MIG the slices are what is used, and the card where it is not told which.
    .filter(
      ({ device, instance, rows }) =>
        instance || device.migInstances.length === 0 || rows.length > 0,
    )
    .map((part) => [(part.instance ?? part.device).uuid, figuresOf(part)] as const);
  return { time: snapshot.time, parts: Object.fromEntries(parts) };
}

function figuresOf(part: UsageOfPart): RowFigures[] {
  const figures = rowsOfPart(part).map(
    ({ kind, containerId, vramBytes = null, smRatio = null }): RowFigures => [
      containerId ?? kind,
      vramBytes,
      smRatio,
    ],
  );
  const load = part.instance?.smRatio;
  if (load === undefined) return figures;
  // Of a slice the driver tells how busy it is, and not by whom.
  const told = figures.reduce((sum, [, , sm]) => sum + (sm ?? 0), 0);
  const untold = figures.every(([, , sm]) => sm === null) || load > told;
  if (!untold) return figures;
  const [, vram = 0] = figures.find(([user]) => user === 'unattributed') ?? [];
  const others = figures.filter(([user]) => user !== 'unattributed');
  return [...others, ['unattributed', vram, Math.max(0, load - told)]];
}
