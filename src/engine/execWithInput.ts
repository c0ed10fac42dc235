import { sentence } from '../text/sentence.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engineError.ts';

/** Most characters of a program's words in a message. */
const MOST = 600;

/**
 * Runs a program in a container with this text as its standard input, and waits for its end.
 * @param command program and arguments; no shell reads them.
 * @throws EngineError also when the program fails, with what it said.
 */
export async function execWithInput(
  engine: Engine,
  containerId: string,
  command: readonly string[],
  input: string,
): Promise<void> {
  const { code, said } = await engine.call(async (docker) => {
    const exec = await docker.getContainer(containerId).exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({ hijack: true, stdin: true });
    stream.end(input);
    let output = '';
    for await (const chunk of stream as AsyncIterable<Buffer>) output += chunk.toString('utf8');
    const { ExitCode } = await exec.inspect();
    return { code: ExitCode ?? -1, said: output };
  });
  if (code === 0) return;
  // The engine's frames have control characters between the words.
  const words = said.replace(/[^\P{C}\n]+/gu, '').trim();
  throw new EngineError(
    'other',
    sentence('{0} has failed in the container: {1}', command.join(' '), words.slice(0, MOST)),
  );
}
