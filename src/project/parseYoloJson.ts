import type { Node } from 'jsonc-parser';
import { sentence } from '../text/sentence.ts';
import { checkDeployment } from './checkDeployment.ts';
import { checkModel } from './checkModel.ts';
import {
  type Check,
  checkFields,
  checkName,
  checkNamed,
  type Fields,
  membersOf,
} from './checkObject.ts';
import { checkTogether } from './checkTogether.ts';
import { Findings } from './findings.ts';
import type { Problem } from './problem.ts';
import { syntaxTree } from './syntaxTree.ts';
import { checkType } from './types.ts';
import type { YoloJson } from './yoloJson.ts';

/** What a text holds. */
export interface ParsedYoloJson {
  /** Present when no problem is an error. Its objects have no prototype: any key is plain. */
  readonly value?: YoloJson;
  readonly problems: readonly Problem[];
  /** The tree with positions, also of a file with errors; undefined when there is none. */
  readonly root?: Node;
}

const checkSchema: Check = (place, findings) => {
  checkType(place, 'string', findings);
};
const checkModels: Check = (place, findings) => checkNamed(place, checkModel, findings);
const checkDeployments: Check = (place, findings) => checkNamed(place, checkDeployment, findings);

const FIELDS: Fields = new Map([
  ['$schema', { check: checkSchema }],
  ['name', { check: checkName, required: true }],
  ['models', { check: checkModels, required: true }],
  ['deployments', { check: checkDeployments, required: true }],
]);

/** Reads a `yolo.json`: JSON with comments and trailing commas. Whatever the text, never throws. */
export function parseYoloJson(text: string): ParsedYoloJson {
  const findings = new Findings();
  // Windows' editors may begin a file with a byte order mark; a blank keeps all positions.
  const root = syntaxTree(text.replace(/^\uFEFF/, ' '), findings);
  if (root === undefined) {
    if (findings.problems.length === 0 || text.trim() === '')
      return { problems: [emptyFile(text)] };
    return { problems: findings.problems };
  }
  const place = { node: root, path: [] };
  checkFields(place, FIELDS, findings);
  checkTogether(place, findings);
  const { problems, hasErrors } = findings;
  return hasErrors ? { problems, root } : { problems, root, value: plainValue(root) as YoloJson };
}

function emptyFile(text: string): Problem {
  const message = sentence(
    'The file is empty, so nothing can be deployed; begin with { "name": …, "models": {}, "deployments": {} }.',
  );
  const length = Math.min(1, text.length);
  return { severity: 'error', code: 'missing-key', message, path: [], offset: 0, length };
}

/** The value of a tree, with objects that inherit nothing, so that no key can mean a method. */
function plainValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainValue);
  if (node.type !== 'object') return node.value;
  const object: Record<string, unknown> = Object.create(null);
  for (const { key, node: value } of membersOf({ node, path: [] })) object[key] = plainValue(value);
  return object;
}
