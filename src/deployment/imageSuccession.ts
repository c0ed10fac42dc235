import { listContainers } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { splitImage } from '../project/imageReference.ts';
import { sentence } from '../text/sentence.ts';
import { type ImageState, imageState } from './imageState.ts';
import { CREATED_BY_LABEL, DEPLOYMENT_LABEL, PROJECT_LABEL } from './labels.ts';
import { createdBy } from './replicas.ts';

/** Whose image is made anew. */
interface Deployed {
  readonly project: string;
  readonly name: string;
  /** Name and tag. */
  readonly image: string;
}

/**
 * Builds and runs something under an image's name. If that fails, the name is again that of the image
 * that had it; else the images that served before are removed, unless somebody has or uses them.
 */
export async function succeeding<T>(
  engine: Engine,
  deployed: Deployed,
  work: () => Promise<T>,
): Promise<T> {
  const { image } = deployed;
  const before = await imageState(engine, image);
  const served = await imagesOf(engine, deployed);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // The reason counts, not that tidying up failed too.
    await giveBack(engine, image, before).catch(() => undefined);
    throw error;
  }
  const old = new Set([...served, ...(before ? [before.id] : [])]);
  for (const id of old) await removeUnused(engine, id).catch(() => undefined);
  return result;
}

/**
 * Makes sure that a name is free for a build, or of an image that was built here.
 * @throws EngineError where it is that of another image, which would lose it.
 */
export async function assertOwnName(engine: Engine, name: string): Promise<void> {
  const state = await imageState(engine, name);
  if (state === undefined || state.recipe !== undefined) return;
  throw new EngineError(
    'build',
    sentence('{0} is an image that YOLO Dock did not build, so it is not replaced.', name),
    sentence('Choose another name (“image” in yolo.json), or remove that image.'),
  );
}

async function giveBack(
  engine: Engine,
  name: string,
  before: ImageState | undefined,
): Promise<void> {
  const now = await imageState(engine, name);
  if (before === undefined || now === undefined || now.id === before.id) return;
  const { name: repo, tag = 'latest' } = splitImage(name);
  await engine.call((docker) => docker.getImage(before.id).tag({ repo, tag }));
  await removeUnused(engine, now.id);
}

/** Removes an image of ours that has no name any more; the engine keeps what a container uses. */
async function removeUnused(engine: Engine, id: string): Promise<void> {
  const state = await imageState(engine, id);
  if (state === undefined || state.recipe === undefined || state.named) return;
  await engine.call((docker) => docker.getImage(id).remove());
}

/** The images of a deployment's containers. */
async function imagesOf(engine: Engine, { project, name }: Deployed): Promise<string[]> {
  const containers = await listContainers(engine, [
    `${PROJECT_LABEL}=${project}`,
    `${DEPLOYMENT_LABEL}=${name}`,
    `${CREATED_BY_LABEL}=${createdBy()}`,
  ]);
  return containers.map(({ ImageID }) => ImageID);
}
