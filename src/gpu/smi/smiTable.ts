/** A table by its header: a record a row, without the cells that say nothing. */
export type SmiRow = Readonly<Record<string, string>>;

/** What nvidia-smi writes where it has no value: `[N/A]`, `[Not Supported]`, `[GPU is lost]`, `-` … */
const NO_VALUE = /^(\[.*\]|-|N\/A|)$/;

/** `memory.total [MiB]` → `memory.total`. */
function columnName(header: string): string {
  return header.trim().replace(/\s*\[[^\]]*\]$/, '');
}

/**
 * Reads CSV as nvidia-smi writes it, with a header and without quotes.
 * @param free the one column whose values may hold commas, as processes' names do.
 */
export function readCsv(text: string, free?: string): SmiRow[] {
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = header.split(',').map(columnName);
  const at = free === undefined ? -1 : columns.indexOf(free);
  return lines.map((line) => {
    const cells = line.split(',');
    const extra = cells.length - columns.length;
    if (at >= 0 && extra > 0)
      cells.splice(at, extra + 1, cells.slice(at, at + extra + 1).join(','));
    return row(columns, cells);
  });
}

/**
 * Reads the table of `nvidia-smi pmon`: a header line that begins with `#`, a line of units, then
 * columns between spaces; the last one, the command, may hold spaces.
 */
export function readPmon(text: string): SmiRow[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const header = lines.find((line) => /^#\s*gpu\b/i.test(line));
  const columns = header?.replace(/^#/, '').trim().split(/\s+/) ?? [];
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => {
      const cells = line.trim().split(/\s+/);
      const last = columns.length - 1;
      return row(columns, [...cells.slice(0, last), cells.slice(last).join(' ')]);
    });
}

function row(columns: readonly string[], cells: readonly string[]): SmiRow {
  const values = columns.map((name, index) => [name, (cells[index] ?? '').trim()] as const);
  return Object.fromEntries(values.filter(([, value]) => !NO_VALUE.test(value)));
}

/** A number with or without its unit; undefined for anything else. */
export function numberIn(cell: string | undefined): number | undefined {
  const text = /^-?\d+(\.\d+)?(?=$| )/.exec(cell ?? '')?.[0];
  return text === undefined ? undefined : Number(text);
}
