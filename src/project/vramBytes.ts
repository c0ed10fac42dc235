/** A budget of video memory: MiB, GiB or a share of the card. */
export const VRAM_PATTERN =
  '^(?!0+(?:\\.0+)?[MG%])(?:[0-9]{1,6}(?:\\.[0-9]{1,3})?MiB|[0-9]{1,3}(?:\\.[0-9]{1,3})?GiB|(?:100|[0-9]{1,2}(?:\\.[0-9]{1,3})?)%)$';

const VRAM = new RegExp(VRAM_PATTERN);

const BYTES = { MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** Whether a text is a budget. */
export function isVram(text: string): boolean {
  return VRAM.test(text);
}

/**
 * The bytes of a budget such as `4GiB`, `512MiB` or `40%`, rounded down.
 * @param totalBytes memory of the card, which shares need.
 * @returns undefined for what is no budget, and for a share of an unknown card.
 */
export function vramBytes(budget: string, totalBytes?: number): number | undefined {
  if (!isVram(budget)) return undefined;
  const amount = Number.parseFloat(budget);
  if (budget.endsWith('%')) {
    return totalBytes === undefined ? undefined : Math.floor((totalBytes * amount) / 100);
  }
  return Math.floor(amount * (budget.endsWith('GiB') ? BYTES.GiB : BYTES.MiB));
}

/** Below this, a number without a unit can only be GiB; from there on only MiB. */
const MOST_GIB = 256;

/** The budget that somebody meant with another unit or none; undefined when that cannot be told. */
export function meantVram(value: string | number): string | undefined {
  // Three digits after a comma may be thousands as well.
  const text = String(value)
    .trim()
    .replace(/^([0-9]+),([0-9]{1,2})(?![0-9])/, '$1.$2');
  const parts = /^([0-9]*\.?[0-9]+)\s*([a-z%]*)$/i.exec(text);
  if (!parts) return undefined;
  const amount = Number(parts[1]);
  const budget = inUnit(amount, (parts[2] ?? '').toLowerCase());
  return budget !== undefined && isVram(budget) ? budget : undefined;
}

function inUnit(amount: number, unit: string): string | undefined {
  switch (unit) {
    case '':
      if (amount < 1) return `${amount * 100}%`;
      return amount <= MOST_GIB ? `${amount}GiB` : inMebibytes(amount);
    case '%':
    case 'percent':
      return `${amount}%`;
    case 'g':
    case 'gb':
    case 'gib':
    case 'gig':
      return `${amount}GiB`;
    case 'm':
    case 'mb':
    case 'mib':
      return inMebibytes(amount);
    case 'k':
    case 'kb':
    case 'kib':
      return inMebibytes(Math.round(amount / 1024));
    case 'b':
    case 'bytes':
      return inMebibytes(Math.round(amount / 2 ** 20));
    default:
      return undefined;
  }
}

function inMebibytes(mebibytes: number): string {
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}GiB` : `${mebibytes}MiB`;
}
