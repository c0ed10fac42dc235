import { Duplex } from 'node:stream';
import type { Engine } from './engine.ts';

/** A program that runs in a container, with a terminal. */
export interface Terminal {
  readonly stream: Duplex;
  /** Tells the program how large its window is, in characters. */
  resize(columns: number, rows: number): Promise<void>;
  /** The exit code once it has ended; undefined while it runs. */
  exitCode(): Promise<number | undefined>;
}

/**
 * Starts a program with a terminal in a container, through the engine's API alone.
 * @param command program and arguments; no shell reads them.
 */
export async function openTerminal(
  engine: Engine,
  containerId: string,
  command: readonly string[],
  size: { readonly columns: number; readonly rows: number },
): Promise<Terminal> {
  return engine.call(async (docker) => {
    const exec = await docker.getContainer(containerId).exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      Env: ['TERM=xterm-256color'],
    });
    const stream = await exec.start({ hijack: true, stdin: true, Tty: true });
    const resize = (columns: number, rows: number): Promise<void> =>
      engine.call(() => exec.resize({ w: columns, h: rows }) as Promise<void>);
    await resize(size.columns, size.rows).catch(() => {
      // A program that has ended already has no window; its end is told by the stream.
    });
    const exitCode = async (): Promise<number | undefined> => {
      const { Running, ExitCode } = await engine.call(() => exec.inspect());
      return Running ? undefined : (ExitCode ?? undefined);
    };
    return { stream, resize, exitCode };
  });
}

/**
 * Connects to a TCP port inside a container through the engine, by a program there that passes
 * bytes on: it works with every engine, however far, and needs no open port on its host.
 * @param command a program that connects its standard input and output with the port.
 */
export async function openTunnel(
  engine: Engine,
  containerId: string,
  command: readonly string[],
): Promise<Duplex> {
  return engine.call(async (docker) => {
    const exec = await docker.getContainer(containerId).exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const raw = await exec.start({ hijack: true, stdin: true });
    return withoutFrames(raw);
  });
}

/** The stream with standard output taken out of the engine's frames; what is on error is dropped. */
function withoutFrames(raw: Duplex): Duplex {
  let pending = Buffer.alloc(0);
  const stream = new Duplex({
    read: () => raw.resume(),
    write: (chunk, _encoding, done) => {
      raw.write(chunk, (error) => done(error));
    },
    final: (done) => {
      raw.end();
      done();
    },
    destroy: (error, done) => {
      raw.destroy();
      done(error);
    },
  });
  raw.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 8 && pending.length >= 8 + pending.readUInt32BE(4)) {
      const end = 8 + pending.readUInt32BE(4);
      if (pending[0] === 1 && !stream.push(pending.subarray(8, end))) raw.pause();
      pending = pending.subarray(end);
    }
  });
  raw.once('end', () => stream.push(null));
  raw.once('error', (error) => stream.destroy(error));
  return stream;
}
