const HALF_GIB = 2 ** 29;

/** Of a budget that is to last, this share is in use at the time of writing. */
const ROOMY = 0.7;

/**
 * A larger budget for a container that has come close to its own, in bytes: whole halves of a GiB,
 * and no more than the card has.
 * @param used most that it was seen to use; undefined where that is not known.
 */
export function suggestBudget(
  budget: number,
  used: number | undefined,
  total: number | undefined,
): number {
  const wanted = Math.max(budget * 1.25, (used ?? 0) / ROOMY);
  const rounded = Math.ceil(wanted / HALF_GIB) * HALF_GIB;
  if (total === undefined) return rounded;
  return Math.max(budget, Math.min(rounded, Math.floor(total / HALF_GIB) * HALF_GIB));
}

/** Bytes as `yolo.json` writes a budget. */
export function budgetText(bytes: number): string {
  const mebibytes = Math.floor(bytes / 2 ** 20);
  return mebibytes % 512 === 0 ? `${mebibytes / 1024}GiB` : `${mebibytes}MiB`;
}
