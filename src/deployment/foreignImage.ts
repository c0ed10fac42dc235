import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { bothSentences, type Sentence, sentence } from '../text/sentence.ts';
import { DeployError, type DeployReason, engineRefused } from './startFailure.ts';

/** Failures that another processor may be the cause of: there a program runs slowly, or not at all. */
const MAY_BE_THE_CAUSE: readonly DeployReason[] = [
  'exited',
  'out-of-memory',
  'not-ready',
  'engine',
];

/**
 * What deploying or debugging an image rejects with: what the engine refused as a failure of the
 * container, unless it concerns the engine itself, or a port, which can be another one.
 */
export async function containerFailure(
  engine: Engine,
  image: string,
  error: unknown,
): Promise<unknown> {
  const known = error instanceof EngineError && error.reason !== 'port-in-use';
  const failure = known && !error.concernsEngine ? engineRefused(error) : error;
  return failure instanceof DeployError ? namingProcessor(engine, image, failure) : failure;
}

/**
 * The failure of a container; where its image is made for another processor than the engine's host
 * has, it says for which. Never rejects.
 */
async function namingProcessor(
  engine: Engine,
  image: string,
  error: DeployError,
): Promise<DeployError> {
  const { reason, what, fix, log } = error;
  if (!MAY_BE_THE_CAUSE.includes(reason)) return error;
  const foreign = await foreignImage(engine, image).catch(() => undefined);
  if (foreign === undefined) return error;
  const details = { fix: fix ?? sentence('Build the image on this engine.'), log };
  return new DeployError(reason, bothSentences(what, foreign), details, { cause: error });
}

/** What an image and the engine's host are made for, such as `linux/arm64`, where they differ. */
async function foreignImage(engine: Engine, image: string): Promise<Sentence | undefined> {
  const [{ Os, Architecture }, { os, architecture }] = await Promise.all([
    engine.call((docker) => docker.getImage(image).inspect()),
    engine.about(),
  ]);
  const [made, host] = [`${Os}/${Architecture}`, `${os}/${architecture}`];
  return made === host
    ? undefined
    : sentence('Its image is made for {0}, and the engine’s host is {1}.', made, host);
}
