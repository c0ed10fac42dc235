import type { Engine } from './engine.ts';

/**
 * Has the engine fetch an image from its registry.
 * @throws EngineError with reason `no-image` when the registry does not give it.
 */
export async function pullImage(engine: Engine, name: string, signal?: AbortSignal): Promise<void> {
  await engine.call(async (docker) => {
    const stream = await docker.pull(name, signal ? { abortSignal: signal } : {});
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
    });
  }, signal);
}
