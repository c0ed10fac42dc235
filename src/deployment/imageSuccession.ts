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
 * that had it; else it is that of the image that was built, and those that served before are removed,
 * unless somebody has or uses them. Other windows may do the same at the same time: a name that is no
 * longer that of this image is left to them.
 * @param work tells the id of the image that it has built.
 */
export async function succeeding<T>(
  engine: Engine,
  deployed: Deployed,
  work: (built: (imageId: string) => void) => Promise<T>,
): Promise<T> {
  const { image } = deployed;
  const before = await imageState(engine, image);
  const served = await imagesOf(engine, deployed);
  let built: string | undefined;
  let result: T;
  try {
    result = await work((imageId) => {
      built = imageId;
    });
  } catch (error) {
    // The reason counts, not that tidying up failed too.
    await giveBack(engine, deployed, { before, built, served }).catch(() => undefined);
    throw error;
  }
  // Whoever gave the name back meanwhile did not know of this.
  if (built !== undefined) await keepName(engine, image, built).catch(() => undefined);
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

interface Past {
  /** What had the name. */
  readonly before: ImageState | undefined;
  /** What was built under the name; undefined where building did not end. */
  readonly built: string | undefined;
  /** Images of the deployment's containers then. */
  readonly served: readonly string[];
}

async function giveBack(
  engine: Engine,
  deployed: Deployed,
  { before, built, served }: Past,
): Promise<void> {
  const { image } = deployed;
  const now = await imageState(engine, image);
  // What another window deploys meanwhile has more right to the name than what had it before.
  const known = [...served, built];
  const [meanwhile] = (await imagesOf(engine, deployed)).filter((id) => !known.includes(id));
  const heir = meanwhile ?? before?.id;
  const own = now !== undefined && now.id === (built ?? now.id) && now.id !== heir;
  // The first image of all keeps its name, so that the next try need not build.
  if (own && heir !== undefined) await tag(engine, image, heir);
  const made = built ?? now?.id;
  if (made !== undefined && made !== before?.id) await removeUnused(engine, made);
}

async function keepName(engine: Engine, image: string, id: string): Promise<void> {
  const now = await imageState(engine, image);
  if (now?.id === id) return;
  await tag(engine, image, id);
  if (now !== undefined) await removeUnused(engine, now.id);
}

function tag(engine: Engine, image: string, id: string): Promise<void> {
  const { name: repo, tag = 'latest' } = splitImage(image);
  return engine.call((docker) => docker.getImage(id).tag({ repo, tag }));
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
