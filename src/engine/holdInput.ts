import type { Duplex } from 'node:stream';
import type { Engine } from './engine.ts';

/** Most characters of a line. */
const MOST_CHARACTERS = 10_000;

/** Standard input of a container's first process, held open. */
export interface HeldInput {
  write(text: string): void;
  /** Lets go; a container that was made so ends. */
  release(): void;
}

/** What whoever holds it is told. */
interface HeldListener {
  onLine(line: string): void;
  /** The container has ended, or the engine is away. Not told after letting go. */
  onEnd(): void;
}

/** Holds standard input of a container and reads what it writes. Begin before it is started. */
export async function holdInput(
  engine: Engine,
  id: string,
  listener: HeldListener,
): Promise<HeldInput> {
  const stream = (await engine.call((docker) =>
    docker
      .getContainer(id)
      .attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true }),
  )) as Duplex;
  const unfinished = ['', '', ''];
  const take = (channel: number, text: string): void => {
    const parts = `${unfinished[channel] ?? ''}${text}`.split(/\r?\n/);
    unfinished[channel] = (parts.pop() ?? '').slice(0, MOST_CHARACTERS);
    for (const line of parts) listener.onLine(line.slice(0, MOST_CHARACTERS));
  };
  let pending = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    // Frames: 8 bytes, of which the first is the channel and the last 4 say how many follow.
    while (pending.length >= 8 && pending.length >= 8 + pending.readUInt32BE(4)) {
      const end = 8 + pending.readUInt32BE(4);
      take(pending[0] ?? 1, pending.toString('utf8', 8, end));
      pending = pending.subarray(end);
    }
  });
  let over = false;
  const end = (): void => {
    if (!over) listener.onEnd();
    over = true;
  };
  for (const event of ['end', 'close', 'error']) stream.once(event, end);
  return {
    write: (text) => void stream.write(text),
    release: () => {
      over = true;
      stream.destroy();
    },
  };
}
