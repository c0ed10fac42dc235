const MIB = 2 ** 20;
const GIB = 2 ** 30;

/**
 * Bytes of video memory for people: MiB below one GiB, then GiB with two decimals.
 * @param round down for what is free, up for what is missing, so that no sum looks possible that is
 * not.
 */
export function memoryText(bytes: number, round: 'down' | 'up' | 'nearest' = 'nearest'): string {
  const rounded = { down: Math.floor, up: Math.ceil, nearest: Math.round }[round];
  if (Math.abs(bytes) < GIB) return `${rounded(bytes / MIB)} MiB`;
  return `${(rounded((bytes / GIB) * 100) / 100).toFixed(2)} GiB`;
}

/** Free memory for people; none where more was given out than there is. */
export function freeText(bytes: number): string {
  return memoryText(Math.max(0, bytes), 'down');
}
