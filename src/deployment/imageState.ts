import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { RECIPE_LABEL } from './imageRecipe.ts';

/** What the engine has under an image's name. */
export interface ImageState {
  /** `sha256:…`. */
  readonly id: string;
  /** Hash of what it was made from; undefined for images that others made. */
  readonly recipe: string | undefined;
  /** Whether it has a name. */
  readonly named: boolean;
  /** Size in bytes. */
  readonly bytes: number;
}

/** The image of that name; undefined when the engine has none. */
export async function imageState(engine: Engine, name: string): Promise<ImageState | undefined> {
  try {
    const image = await engine.call((docker) => docker.getImage(name).inspect());
    const { Id, Size, Config, RepoTags } = image;
    const named = (RepoTags ?? []).length > 0;
    return { id: Id, bytes: Size, named, recipe: Config.Labels?.[RECIPE_LABEL] };
  } catch (error) {
    const missing = error instanceof EngineError && ['no-image', 'gone'].includes(error.reason);
    if (missing) return undefined;
    throw error;
  }
}
