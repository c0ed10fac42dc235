import type { Frame, UserFigures } from '../monitorProtocol.ts';

/** A point of a layer: its time, and from where to where it reaches. */
export interface LayerPoint {
  readonly time: number;
  readonly low: number;
  readonly high: number;
}

/** One user's part of a stack, in pieces between gaps. */
export interface Layer {
  readonly user: string;
  readonly pieces: readonly (readonly LayerPoint[])[];
}

/**
 * Layers upon each other, the first at the bottom. Where a figure is not told, or nothing was looked
 * at for too long, a layer has a gap rather than a line that nobody measured.
 * @param users from the bottom to the top.
 */
export function stack(
  frames: readonly Frame[],
  part: string,
  users: readonly string[],
  pick: (figures: UserFigures) => number | null,
  gapMs: number,
): Layer[] {
  const pieces = new Map(users.map((user) => [user, [] as LayerPoint[][]]));
  let before = Number.NEGATIVE_INFINITY;
  const open = new Set<string>();
  for (const frame of frames) {
    if (frame.time - before > gapMs) open.clear();
    before = frame.time;
    const figures = frame.parts[part];
    if (figures === undefined) open.clear();
    const values = new Map(figures?.map((one) => [one[0], pick(one)]));
    let low = 0;
    for (const user of users) {
      const value = values.get(user) ?? null;
      if (value === null) {
        open.delete(user);
        continue;
      }
      const own = pieces.get(user) ?? [];
      if (!open.has(user)) own.push([]);
      open.add(user);
      own.at(-1)?.push({ time: frame.time, low, high: low + value });
      low += value;
    }
  }
  return users.map((user) => ({ user, pieces: pieces.get(user) ?? [] }));
}

/** Sum of what is told; null where nothing is. */
export function total(
  figures: readonly UserFigures[] | undefined,
  pick: (figures: UserFigures) => number | null,
): number | null {
  const told = (figures ?? []).flatMap((one) => pick(one) ?? []);
  return told.length === 0 ? null : told.reduce((a, b) => a + b, 0);
}
