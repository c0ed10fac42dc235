import { stripVTControlCharacters } from 'node:util';

/** One line of the table: what was found in a picture, or why nothing could be. */
export type Row =
  | {
      readonly picture: string;
      readonly objects: readonly { readonly name: string; readonly confidence: number }[];
      /** Milliseconds by stage. */
      readonly speed: {
        readonly preprocess: number;
        readonly inference: number;
        readonly postprocess: number;
      };
    }
  | { readonly picture: string; readonly error: string };

const HEADINGS = [
  'picture',
  'objects',
  'confidence',
  'prepare ms',
  'infer ms',
  'finish ms',
] as const;

/** `3 bolt, 1 nut`, the most frequent first. */
function counted(objects: readonly { name: string }[]): string {
  const counts = new Map<string, number>();
  for (const { name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1);
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${count} ${name}`);
  return parts.join(', ') || 'none';
}

/** `0.41–0.97`, or the only one. */
function range(objects: readonly { confidence: number }[]): string {
  if (objects.length === 0) return '';
  const values = objects.map(({ confidence }) => confidence);
  const low = Math.min(...values).toFixed(2);
  const high = Math.max(...values).toFixed(2);
  return low === high ? low : `${low}–${high}`;
}

/** Lays rows out in columns; times in milliseconds, to the right. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => {
    // Names come from files: control characters in them must not reach the terminal.
    const picture = stripVTControlCharacters(row.picture);
    if ('error' in row) return [picture, stripVTControlCharacters(row.error)];
    const { preprocess, inference, postprocess } = row.speed;
    const times = [preprocess, inference, postprocess].map((ms) => ms.toFixed(1));
    return [picture, stripVTControlCharacters(counted(row.objects)), range(row.objects), ...times];
  });
  const whole = cells.filter((row) => row.length === HEADINGS.length);
  const widths = HEADINGS.map((heading, i) =>
    Math.max(heading.length, ...(i === 0 ? cells : whole).map((row) => row[i]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i >= 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(HEADINGS), rule, ...cells.map(line)].join('\n');
}
