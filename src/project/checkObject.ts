import type { Node } from 'jsonc-parser';
import { sentence } from '../text/sentence.ts';
import { type Findings, replaceWith } from './findings.ts';
import { isName, nameFrom } from './names.ts';
import { nearest } from './nearest.ts';
import type { Path } from './problem.ts';
import { shown } from './shown.ts';
import { checkType } from './types.ts';

/** A value in the file, with the way to it. */
export interface Place {
  readonly node: Node;
  readonly path: Path;
}

/** One key of an object with its value. */
export interface Member extends Place {
  readonly key: string;
  readonly keyNode: Node;
}

/** Puts what is wrong with one value into the findings. */
export type Check = (place: Place, findings: Findings) => void;

/** The keys that an object may have; those that are required it must have. */
export type Fields = ReadonlyMap<string, { readonly check: Check; readonly required?: true }>;

/** The members of an object in the order of the file; none for what is no object. */
export function membersOf({ node, path }: Place): Member[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [keyNode, value] = [] }) => {
    if (keyNode === undefined || value === undefined) return [];
    const key = String(keyNode.value);
    return [{ key, keyNode, node: value, path: [...path, key] }];
  });
}

/** The value of a key; of a key that stands there twice, the last, as JSON readers have it. */
export function member(place: Place, key: string): Member | undefined {
  return membersOf(place).findLast((candidate) => candidate.key === key);
}

/** Checks an object with known keys. */
export function checkFields(place: Place, fields: Fields, findings: Findings): void {
  if (!checkType(place, 'object', findings)) return;
  const members = uniqueMembers(place, findings);
  const present = new Set(members.map(({ key }) => key));
  const absent = [...fields.keys()].filter((key) => !present.has(key));
  for (const { key, keyNode, node, path } of members) {
    if (findings.full) return;
    const field = fields.get(key);
    if (field !== undefined) {
      field.check({ node, path }, findings);
      continue;
    }
    const meant = nearest(key, absent);
    const message =
      meant === undefined
        ? sentence('“{0}” is not a key that is known here; remove it.', shown(key))
        : sentence('“{0}” is not a key that is known here; did you mean “{1}”?', shown(key), meant);
    const fix = meant === undefined ? undefined : replaceWith(keyNode, meant);
    findings.add(keyNode, path, { code: 'unknown-key', message, fix });
  }
  for (const [key, { required }] of fields) {
    if (!required || present.has(key)) continue;
    // The whole object would be underlined otherwise.
    const brace = { offset: place.node.offset, length: 1 };
    const message = sentence(
      '“{0}” is missing here, and nothing can stand in for it; add it.',
      key,
    );
    findings.add(brace, place.path, { code: 'missing-key', message });
  }
}

/** Checks an object whose keys are names of the user's. */
export function checkNamed(place: Place, check: Check, findings: Findings): void {
  if (!checkType(place, 'object', findings)) return;
  for (const { keyNode, node, path } of uniqueMembers(place, findings)) {
    checkName({ node: keyNode, path }, findings);
    check({ node, path }, findings);
    if (findings.full) return;
  }
}

/** Checks a name, be it a key or a value. */
export function checkName({ node, path }: Place, findings: Findings): void {
  const name: unknown = node.value;
  if (!checkType({ node, path }, 'string', findings) || isName(String(name))) return;
  const better = nameFrom(String(name), '');
  findings.add(node, path, {
    code: 'bad-name',
    message: sentence(
      '“{0}” cannot be a name, because containers and images are called by it: use at most 63 small letters, digits, “.”, “_” and “-”, beginning with a letter or digit.',
      shown(String(name)),
    ),
    fix: better === '' ? undefined : replaceWith(node, better),
  });
}

/** The members of an object without those that a later one of the same key makes void. */
function uniqueMembers(place: Place, findings: Findings): Member[] {
  const members = new Map<string, Member>();
  for (const found of membersOf(place)) {
    const { key, keyNode, path } = found;
    if (members.has(key)) {
      const message = sentence(
        '“{0}” stands here twice, and only this one would count; remove or rename one.',
        shown(key),
      );
      findings.add(keyNode, path, { code: 'duplicate-key', message });
    }
    members.set(key, found);
  }
  return [...members.values()];
}
