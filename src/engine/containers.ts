import type { Duplex } from 'node:stream';
import type { ContainerCreateOptions, ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { Engine } from './engine.ts';
import { EngineError } from './engineError.ts';

/** Containers by label, also those that have ended. */
export function listContainers(
  engine: Engine,
  labels: readonly string[],
): Promise<ContainerInfo[]> {
  return engine.call((docker) =>
    docker.listContainers({ all: true, filters: { label: [...labels] } }),
  );
}

/** Every container, whoever made it, also those that have ended. */
export function listAll(engine: Engine): Promise<ContainerInfo[]> {
  return engine.call((docker) => docker.listContainers({ all: true }));
}

/** Every container that runs, for the ports that they hold. */
export function listRunning(engine: Engine): Promise<ContainerInfo[]> {
  return engine.call((docker) => docker.listContainers());
}

/** Makes a container without starting it. @returns its id. */
export async function createContainer(
  engine: Engine,
  options: ContainerCreateOptions,
  signal?: AbortSignal,
): Promise<string> {
  // Not abortable half-way: a container that was made and not told of would be nobody's.
  const { id } = await engine.call((docker) => docker.createContainer(options), signal);
  return id;
}

/** Everything that the engine knows of a container. */
export function inspectContainer(engine: Engine, id: string): Promise<ContainerInspectInfo> {
  return engine.call((docker) => docker.getContainer(id).inspect());
}

/** The processes in a container, by their pids on the engine's host, which runs `ps` for it. */
export async function listProcessIds(engine: Engine, id: string): Promise<number[]> {
  const { Titles, Processes } = (await engine.call((docker) =>
    docker.getContainer(id).top({ ps_args: '-eo pid' }),
  )) as { Titles: string[]; Processes: string[][] | null };
  const column = Titles.indexOf('PID');
  return (Processes ?? []).map((row) => Number(row[column])).filter(Number.isInteger);
}

/**
 * Connects to the input of a container that is not started yet. With `StdinOnce` that input ends with
 * the connection.
 */
export async function attachInput(engine: Engine, id: string): Promise<Duplex> {
  const options = { stream: true, stdin: true, hijack: true };
  const stream = (await engine.call((docker) =>
    docker.getContainer(id).attach(options),
  )) as unknown as Duplex;
  // That it breaks is what it is for.
  stream.on('error', () => undefined).resume();
  return stream;
}

/** Starts a container; that it runs already is fine. */
export function startContainer(engine: Engine, id: string): Promise<void> {
  return unlessSo(engine.call((docker) => docker.getContainer(id).start()));
}

/** Stops a container. @param seconds that it gets to end by itself. */
export function stopContainer(engine: Engine, id: string, seconds = 10): Promise<void> {
  return unlessSo(engine.call((docker) => docker.getContainer(id).stop({ t: seconds })));
}

/** Stops and starts a container. @param seconds that it gets to end by itself. */
export async function restartContainer(engine: Engine, id: string, seconds = 10): Promise<void> {
  await engine.call((docker) => docker.getContainer(id).restart({ t: seconds }));
}

/** Freezes a container: it keeps its memory, also the GPU's, and answers nothing. */
export async function pauseContainer(engine: Engine, id: string): Promise<void> {
  await engine.call((docker) => docker.getContainer(id).pause());
}

/** Lets a frozen container go on. */
export async function resumeContainer(engine: Engine, id: string): Promise<void> {
  await engine.call((docker) => docker.getContainer(id).unpause());
}

/** Gives a container another name. */
export async function renameContainer(engine: Engine, id: string, name: string): Promise<void> {
  await engine.call((docker) => docker.getContainer(id).rename({ name }));
}

/** Removes a container, also one that runs, with its anonymous volumes; that it is gone is fine. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  try {
    await engine.call((docker) => docker.getContainer(id).remove({ force: true, v: true }));
  } catch (error) {
    if (error instanceof EngineError && error.reason === 'gone') return;
    // "removal of container … is already in progress"
    if (error instanceof EngineError && /already in progress/.test(error.message)) return;
    throw error;
  }
}

/** Resolves when a container is gone for good; that it is gone already is fine. */
export async function waitUntilRemoved(engine: Engine, id: string): Promise<void> {
  try {
    await engine.call((docker) => docker.getContainer(id).wait({ condition: 'removed' }));
  } catch (error) {
    if (!(error instanceof EngineError && error.reason === 'gone')) throw error;
  }
}

/** Resolves with the exit code when a container has ended. */
export async function waitForExit(
  engine: Engine,
  id: string,
  signal?: AbortSignal,
): Promise<number> {
  const { StatusCode } = (await engine.call(
    (docker) => docker.getContainer(id).wait(signal ? { abortSignal: signal } : {}),
    signal,
  )) as { StatusCode: number };
  return StatusCode;
}

/** The engine answers 304 where a container already is as asked; the library makes that an error. */
async function unlessSo(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const { cause } = error as EngineError;
    if ((cause as { statusCode?: number } | undefined)?.statusCode !== 304) throw error;
  }
}
