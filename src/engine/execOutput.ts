import type { Engine } from './engine.ts';

/** Most bytes of a program's output that are kept. */
const MOST_BYTES = 2 ** 20;

/** What a program said and how it ended. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program in a container and waits for its end.
 * @param command program and arguments; no shell reads them. Exit code 126 or 127 where it is not there.
 */
export async function execOutput(
  engine: Engine,
  containerId: string,
  command: readonly string[],
  signal?: AbortSignal,
): Promise<ExecResult> {
  return engine.call(async (docker) => {
    const exec = await docker.getContainer(containerId).exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
    });
    const raw = await exec.start({ hijack: false, stdin: false }).catch(notThere);
    if (raw === undefined) return { exitCode: NOT_FOUND, stdout: '', stderr: '' };
    const stop = (): void => void raw.destroy();
    signal?.addEventListener('abort', stop, { once: true });
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of raw as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes <= MOST_BYTES) chunks.push(chunk);
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    const { ExitCode } = await exec.inspect();
    const frames = Buffer.concat(chunks);
    return {
      exitCode: ExitCode ?? -1,
      stdout: streamIn(frames, STDOUT),
      stderr: streamIn(frames, STDERR),
    };
  }, signal);
}

/** How a shell ends that is asked for a program that is not there; older engines end so, too. */
const NOT_FOUND = 127;

/** Some engines refuse to start a program that the image does not have. */
function notThere(error: unknown): undefined {
  if (!/executable file not found|no such file or directory/i.test(String(error))) throw error;
}

/** Which of a program's streams a frame is of. */
const STDOUT = 1;
const STDERR = 2;

/** One stream out of the engine's frames: an 8-byte header each, then that many bytes. */
function streamIn(bytes: Buffer, stream: number): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    if (bytes[at] === stream) parts.push(bytes.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts).toString('utf8');
}
