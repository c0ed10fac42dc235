import { shown } from '../project/shown.ts';
import { sentence } from '../text/sentence.ts';
import { ManifestError } from './manifestError.ts';

/** Characters of a DNS label. */
const LONGEST = 63;
/** Room for what Kubernetes and the overlays add to a name. */
const LONGEST_NAME = 50;

const LABEL = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/** Whether Kubernetes takes a text as the name of every kind of object, services included. */
export function isDnsLabel(text: string): boolean {
  return text.length <= LONGEST && LABEL.test(text);
}

/**
 * The DNS label as like a name of `yolo.json` as can be: `_` and `.` become `-`, and since the name of
 * a service begins with a letter, other names get one.
 */
export function dnsLabel(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '');
  const label = /^[a-z]/.test(plain) ? plain : `yolo-${plain}`;
  return label.slice(0, LONGEST_NAME).replace(/-+$/, '');
}

/**
 * The objects' names by the names in `yolo.json`.
 * @throws ManifestError where two would be the same.
 */
export function objectNames(names: readonly string[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const name of names) {
    const label = dnsLabel(name);
    const other = owners.get(label);
    if (other !== undefined) {
      throw new ManifestError(
        sentence(
          '“{0}” and “{1}” would both be called “{2}” in Kubernetes; rename one of them.',
          shown(other),
          shown(name),
          label,
        ),
      );
    }
    owners.set(label, name);
  }
  return new Map([...owners].map(([label, name]) => [name, label]));
}
