import type { ContainerInspectInfo } from 'dockerode';
import type { Engine } from './engine.ts';
import { EngineError } from './engineError.ts';

/**
 * What to call a container's image by: the name that the container was made with, unless nothing or
 * another image bears it by now (a registry's, if it came to that); then its id.
 */
export async function imageNameOf(
  engine: Engine,
  { Image, Config }: ContainerInspectInfo,
): Promise<string> {
  try {
    const { Id } = await engine.call((docker) => docker.getImage(Config.Image).inspect());
    return Id === Image ? Config.Image : Image;
  } catch (error) {
    if (error instanceof EngineError && ['gone', 'no-image'].includes(error.reason)) return Image;
    throw error;
  }
}
