import type { Engine } from './engine.ts';
import { EngineError } from './engineError.ts';

/** The environment that an image brings, as `NAME=value`; empty when it is gone. */
export async function imageEnvironment(engine: Engine, image: string): Promise<readonly string[]> {
  try {
    const { Config } = await engine.call((docker) => docker.getImage(image).inspect());
    return Config.Env ?? [];
  } catch (error) {
    if (error instanceof EngineError && ['gone', 'no-image'].includes(error.reason)) return [];
    throw error;
  }
}
