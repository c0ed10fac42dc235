import { stat } from 'node:fs/promises';
import { sentence } from '../text/sentence.ts';
import { SentenceError } from '../text/sentenceError.ts';
import { isReallyInside } from './insideFolder.ts';
import { shown } from './shown.ts';

/** Weights, and who wants them. */
export interface WeightsWanted {
  /** Name of the deployment. */
  readonly deployment: string;
  /** Absolute path. */
  readonly path: string;
  /** Absolute path of the folder that a link may not lead out of; undefined where the user chose the file. */
  readonly workspace: string | undefined;
}

/** Makes sure that weights may be used. @throws SentenceError where they may not. */
export async function assertUsableWeights(wanted: WeightsWanted): Promise<void> {
  const { path, workspace } = wanted;
  const deployment = shown(wanted.deployment);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    throw new SentenceError(
      sentence('The weights of {0} are missing: there is no file {1}.', deployment, path),
      sentence('Put them there, or correct the path in yolo.json.'),
    );
  }
  if (workspace === undefined) return;
  if (await isReallyInside(workspace, path).catch(() => false)) return;
  throw new SentenceError(
    sentence(
      'The weights of {0} are not used: {1} is a link that leads out of the workspace.',
      deployment,
      path,
    ),
    sentence('Put the file itself there.'),
  );
}
