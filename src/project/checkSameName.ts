import { sentence } from '../text/sentence.ts';
import { member } from './checkObject.ts';
import { Findings } from './findings.ts';
import type { ParsedYoloJson } from './parseYoloJson.ts';
import type { Problem } from './problem.ts';
import { shown } from './shown.ts';

/** Another `yolo.json` of the workspace. */
export interface OtherProject {
  readonly name: string;
  /** Its folder, as a person is told it. */
  readonly folder: string;
}

/** Warns where others have the name of a project: containers are told apart by it. Never throws. */
export function checkSameName(
  { root }: ParsedYoloJson,
  others: readonly OtherProject[],
): readonly Problem[] {
  const name = root && member({ node: root, path: [] }, 'name');
  const same = others.find((other) => other.name === name?.node.value);
  if (name === undefined || same === undefined) return [];
  const findings = new Findings();
  const message = sentence(
    'The project “{0}” in {1} has this name too, so deploying one replaces the other’s containers; rename one.',
    shown(same.name),
    shown(same.folder),
  );
  findings.add(name.node, name.path, { severity: 'warning', code: 'same-name', message });
  return findings.problems;
}
