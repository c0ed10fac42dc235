import type { Readable } from 'node:stream';
import type { Engine } from './engine.ts';

/** Which part of a container's log. */
export interface LogRange {
  /** Lines from the end; all when left out. */
  readonly tail?: number;
  /** Only what came at or after this time, in seconds since 1970, with fractions. */
  readonly since?: number;
}

/** One line of a container's log. */
export interface LogLine {
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
  /** When the engine received it, RFC 3339 with nanoseconds. */
  readonly time: string;
}

/** Characters of one line that are kept. */
const MOST_OF_LINE = 64 * 1024;

/** The end of a container's log, oldest line first. */
export async function readLogs(engine: Engine, id: string, range: LogRange): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  const bytes = await engine.call((docker) =>
    docker.getContainer(id).logs({
      follow: false,
      stdout: true,
      stderr: true,
      timestamps: true,
      ...(range.tail !== undefined && { tail: range.tail }),
      ...(range.since !== undefined && { since: range.since }),
    }),
  );
  const frames = new Frames((line) => lines.push(line));
  frames.write(bytes as unknown as Buffer);
  frames.end();
  return lines;
}

/**
 * Tells every line of a container's log from now on, and those of the range before. Resolves when
 * the container ends, rejects with the signal's reason when it is aborted.
 */
export async function followLogs(
  engine: Engine,
  id: string,
  range: LogRange,
  onLine: (line: LogLine) => void,
  signal: AbortSignal,
): Promise<void> {
  await engine.call(async (docker) => {
    const answer = (await docker.getContainer(id).logs({
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      ...(range.tail !== undefined && { tail: range.tail }),
      ...(range.since !== undefined && { since: range.since }),
    })) as unknown as Readable;
    const stop = (): void => void answer.destroy();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const frames = new Frames(onLine);
    try {
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        frames.write(chunk);
      }
      frames.end();
    } finally {
      signal.removeEventListener('abort', stop);
      answer.destroy();
    }
  }, signal);
}

/**
 * Takes the engine's multiplexed stream apart: frames of an 8-byte header (stream number, three
 * zeros, length in big-endian) and text (Docker Engine API, "Attach to a container").
 */
class Frames {
  readonly #tell: (line: LogLine) => void;
  #pending: Buffer = Buffer.alloc(0);
  readonly #rests: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };

  constructor(tell: (line: LogLine) => void) {
    this.#tell = tell;
  }

  write(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (;;) {
      if (this.#pending.length < 8) return;
      const length = this.#pending.readUInt32BE(4);
      if (this.#pending.length < 8 + length) return;
      const stream = this.#pending[0] === 2 ? 'stderr' : 'stdout';
      this.#text(stream, this.#pending.toString('utf8', 8, 8 + length));
      this.#pending = this.#pending.subarray(8 + length);
    }
  }

  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#rests[stream] !== '') this.#line(stream, this.#rests[stream]);
      this.#rests[stream] = '';
    }
  }

  #text(stream: 'stdout' | 'stderr', text: string): void {
    const lines = `${this.#rests[stream]}${text}`.split('\n');
    this.#rests[stream] = (lines.pop() ?? '').slice(0, MOST_OF_LINE);
    for (const line of lines) this.#line(stream, line);
  }

  #line(stream: 'stdout' | 'stderr', line: string): void {
    const space = line.indexOf(' ');
    const time = space < 0 ? line : line.slice(0, space);
    const text = space < 0 ? '' : line.slice(space + 1).replace(/\r$/, '');
    this.#tell({ stream, time, text: text.slice(0, MOST_OF_LINE) });
  }
}
