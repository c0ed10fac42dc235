import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sentence } from '../text/sentence.ts';
import { type Card, checkBudget } from './checkBudget.ts';
import { type Member, member, membersOf } from './checkObject.ts';
import { Findings } from './findings.ts';
import { isReallyInside } from './insideFolder.ts';
import type { ParsedYoloJson } from './parseYoloJson.ts';
import type { Problem } from './problem.ts';
import { shown } from './shown.ts';
import { weightsFault } from './weightsPath.ts';

/** What a file is held against. */
export interface Surroundings {
  /** Absolute path of the folder of `yolo.json`. */
  readonly folder: string;
  /** Absolute path of the folder that the user opened, which weights may not leave; `folder` if left out. */
  readonly workspace?: string;
  /** The cards of the host, where they are known; without them nothing is said of them. */
  readonly cards?: readonly Card[];
}

/**
 * Checks a file against the disk and the cards, also where it has errors of its own. Reads no
 * weights. Never rejects.
 */
export async function checkYoloJson(
  { root }: ParsedYoloJson,
  { folder, workspace = folder, cards }: Surroundings,
): Promise<readonly Problem[]> {
  if (root === undefined) return [];
  const findings = new Findings();
  const place = { node: root, path: [] };
  const models = member(place, 'models');
  for (const model of models ? membersOf(models) : []) {
    const weights = member(model, 'weights');
    if (findings.full || weights === undefined) continue;
    await checkWeights(weights, folder, workspace, findings);
  }
  const deployments = member(place, 'deployments');
  for (const deployment of deployments && cards ? membersOf(deployments) : []) {
    checkBudget(deployment, cards ?? [], findings);
  }
  return findings.problems;
}

async function checkWeights(
  { node, path }: Member,
  folder: string,
  workspace: string,
  findings: Findings,
): Promise<void> {
  // What is wrong with the text itself was said when it was read.
  if (typeof node.value !== 'string' || weightsFault(node.value) !== undefined) return;
  const file = join(folder, node.value);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    const message = sentence(
      'There is no file “{0}”, so this model cannot be run; put the weights there, or correct the path.',
      shown(node.value),
    );
    findings.add(node, path, { code: 'weights-missing', message });
  } else if (!(await isReallyInside(workspace, file).catch(() => false))) {
    const message = sentence(
      '“{0}” is a link that leads out of the workspace, and such weights are not used; put the file itself there.',
      shown(node.value),
    );
    findings.add(node, path, { code: 'weights-outside', message });
  } else if (!found.isFile()) {
    const message = sentence('“{0}” is not a file; write the path of weights.', shown(node.value));
    findings.add(node, path, { code: 'weights-not-file', message });
  }
}
