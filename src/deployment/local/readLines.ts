import type { Readable } from 'node:stream';

/** Longer lines are cut: a stream without line ends must not fill memory. */
const LONGEST_LINE = 64 * 1024;

/** Calls `use` with each line of a stream that is not empty, the last one included. */
export function readLines(stream: Readable, use: (line: string) => void): void {
  let rest = '';
  const emit = (line: string): void => {
    const text = line.trimEnd();
    if (text !== '') use(text);
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    lines.forEach(emit);
  });
  stream.once('close', () => emit(rest));
}
