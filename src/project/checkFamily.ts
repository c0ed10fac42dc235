import { sentence } from '../text/sentence.ts';
import type { Check } from './checkObject.ts';
import { replaceWith } from './findings.ts';
import { nearest } from './nearest.ts';
import { shown } from './shown.ts';
import { checkType } from './types.ts';

/** The layouts that a server decodes. */
const FAMILIES = ['v5', 'v8', 'end2end', 'yolox', 'classify'];

/** Which layout the versions of YOLO have, by their numbers. */
const FAMILY_OF_VERSION: ReadonlyMap<string, string> = new Map([
  ['5', 'v5'],
  ['7', 'v5'],
  ['8', 'v8'],
  ['9', 'v8'],
  ['11', 'v8'],
  ['12', 'v8'],
  ['10', 'end2end'],
  ['26', 'end2end'],
]);

/** A version as people and files write it: `v8`, `YOLOv8n`, `yolo11s-seg`, `yolov5su`, `26`. */
const VERSION =
  /^(?:yolo)?[-_ ]?v?(\d{1,3})(?:[nsmlxtceb])?(u)?(?:[-_ ]?(?:seg|pose|obb|(cls)))?$/i;

/** Checks which layout a model's output has; one who names a version is told its layout. */
export const checkFamily: Check = ({ node, path }, findings) => {
  if (!checkType({ node, path }, 'string', findings) || FAMILIES.includes(node.value)) return;
  const meant = meantFamily(node.value);
  const message = sentence(
    '“{0}” is not known here; write v5 (also for 7), v8 (also for 9, 11 and 12), end2end (for 10, 26 and exports with NMS), yolox or classify.',
    shown(node.value),
  );
  const fix = meant === undefined ? undefined : replaceWith(node, meant);
  findings.add(node, path, { code: 'bad-value', message, fix });
};

function meantFamily(text: string): string | undefined {
  const version = VERSION.exec(text.trim());
  if (version) {
    const [, number = '', anchorFree, classes] = version;
    const family = FAMILY_OF_VERSION.get(number);
    if (classes !== undefined) return family && 'classify';
    // Ultralytics' newer exports of v5 have the head of v8.
    return family === 'v5' && anchorFree !== undefined ? 'v8' : family;
  }
  // A number, or a YOLO that is not known, is no slip of the keyboard for another one.
  if (/\d/.test(text.replace(/end.?2.?end/i, '')) || /^yolo(?![-_ ]?x)/i.test(text.trim())) {
    return undefined;
  }
  return nearest(text, FAMILIES);
}
