import type { TargetItem } from '../../protocol.ts';

/**
 * What the two sides of a comparison are called: by their models, or where these have one name, as
 * weights and their export, by where they run.
 */
export function sideNames(
  left: TargetItem | undefined,
  right: TargetItem | undefined,
): readonly [string | undefined, string | undefined] {
  if (left && right && left.label === right.label) return [left.place, right.place];
  return [left?.label, right?.label];
}
