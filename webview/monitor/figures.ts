const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Used of all, in the unit of all: `2.1/4.0 GiB`; the words for what is not told are the caller's. */
export function memoryText(used: number | null, of: number | null, notTold: string): string {
  if (used === null) return notTold;
  const unit = (of ?? used) >= GIB ? 'GiB' : 'MiB';
  const amount = (bytes: number): string =>
    unit === 'GiB' ? (bytes / GIB).toFixed(1) : String(Math.round(bytes / MIB));
  return of === null ? `${amount(used)} ${unit}` : `${amount(used)}/${amount(of)} ${unit}`;
}

/** A share as `63 %`. */
export function percent(ratio: number | null, notTold: string): string {
  return ratio === null ? notTold : `${Math.round(ratio * 100)} %`;
}
