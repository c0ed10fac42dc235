import { sentence } from '../text/sentence.ts';
import { checkFamily } from './checkFamily.ts';
import { type Check, checkFields, type Fields } from './checkObject.ts';
import { oneOf } from './checkValues.ts';
import { replaceWith } from './findings.ts';
import { checkType } from './types.ts';
import { mendedWeights, weightsFault } from './weightsPath.ts';

/** What a model's file may leave open; the server takes the same. */
const TASKS = ['detect', 'segment', 'pose', 'obb', 'classify'];

/** Classes of the largest data sets with labels are some 20,000. */
const MOST_NAMES = 100_000;
const LONGEST_NAME = 256;
/** Bytes of all labels: Linux gives a program no longer variable than 128 KiB. */
const MOST_BYTES = 120_000;
/** Pixels a side that a server may be told. */
const SMALLEST_INPUT = 32;
const LARGEST_INPUT = 4096;

const checkWeights: Check = ({ node, path }, findings) => {
  if (!checkType({ node, path }, 'string', findings)) return;
  const fault = weightsFault(node.value);
  if (fault === undefined) return;
  const meant = mendedWeights(node.value);
  const fix = meant === undefined ? undefined : replaceWith(node, meant);
  findings.add(node, path, { code: 'bad-weights', message: fault, fix });
};

const checkNames: Check = ({ node, path }, findings) => {
  if (!checkType({ node, path }, 'array', findings)) return;
  const names = node.children ?? [];
  if (names.length < 1 || names.length > MOST_NAMES) {
    const message = sentence(
      'A model has 1 to {0} labels; list them in the order of its classes.',
      MOST_NAMES,
    );
    findings.add(node, path, { code: 'bad-value', message });
    return;
  }
  for (const [index, name] of names.entries()) {
    const place = { node: name, path: [...path, index] };
    if (findings.full) return;
    if (!checkType(place, 'string', findings) || isLabel(name.value)) continue;
    const message = sentence(
      'A label is one line of 1 to {0} characters; shorten or fill it.',
      LONGEST_NAME,
    );
    findings.add(name, place.path, { code: 'bad-value', message });
  }
  const together = Buffer.byteLength(JSON.stringify(names.map(({ value }) => value as unknown)));
  if (together <= MOST_BYTES) return;
  const message = sentence(
    'These labels are {0} bytes long together, and a server can be told {1}; shorten them, or export the model with its labels in the file.',
    together,
    MOST_BYTES,
  );
  findings.add(node, path, { code: 'bad-value', message });
};

function isLabel(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_NAME && !/\p{Cc}/u.test(text);
}

const checkSide: Check = ({ node, path }, findings) => {
  if (!checkType({ node, path }, 'integer', findings)) return;
  if (node.value >= SMALLEST_INPUT && node.value <= LARGEST_INPUT) return;
  const message = sentence(
    'No model takes pictures of this size; write {0} to {1} pixels.',
    SMALLEST_INPUT,
    LARGEST_INPUT,
  );
  findings.add(node, path, { code: 'bad-value', message });
};

const checkImgsz: Check = ({ node, path }, findings) => {
  if (node.type !== 'array') return checkSide({ node, path }, findings);
  const sides = node.children ?? [];
  if (sides.length === 2) {
    for (const [index, side] of sides.entries()) {
      checkSide({ node: side, path: [...path, index] }, findings);
    }
    return;
  }
  const message = sentence('A size is one number, or two: [height, width]; write it so.');
  findings.add(node, path, { code: 'bad-value', message });
};

const FIELDS: Fields = new Map([
  ['weights', { check: checkWeights, required: true }],
  ['family', { check: checkFamily }],
  ['task', { check: oneOf(TASKS) }],
  ['names', { check: checkNames }],
  ['imgsz', { check: checkImgsz }],
]);

/** Checks one entry of `models`. */
export const checkModel: Check = (place, findings) => checkFields(place, FIELDS, findings);
