import type { Family, ModelSpec, Task } from '../types.ts';
import { MOST_CLASSES } from './exportMetadata.ts';
import { COCO_KEYPOINTS } from './family.ts';
import type { OutputTensors } from './outputTensors.ts';

/** How the values of one prediction divide. */
export interface OutputChannels {
  readonly task: Task;
  /** Number of classes by the tensor; `undefined` where rows hold a class number instead. */
  readonly classes: number | undefined;
  readonly keypoints: ModelSpec['keypoints'];
}

/** What is known before the tensor is looked at. */
export interface ChannelClues {
  readonly task: Task | undefined;
  readonly classes: number | undefined;
  readonly keypoints: ModelSpec['keypoints'];
}

const BOX_AND_SCORES: Readonly<Record<Family, number>> = {
  v8: 4,
  v5: 5,
  yolox: 5,
  end2end: 6,
  classify: 0,
};

/** Tasks that each family's decoder knows. */
const TASKS: Readonly<Record<Family, readonly Task[]>> = {
  v8: ['detect', 'segment', 'pose', 'obb'],
  v5: ['detect', 'segment'],
  yolox: ['detect'],
  end2end: ['detect', 'segment', 'pose', 'obb'],
  classify: ['classify'],
};

/**
 * Divides the channels of a prediction among box, classes and the task's own values.
 *
 * @returns `undefined` when they do not divide: the task and the tensor contradict each other.
 */
export function outputChannels(
  family: Family,
  tensors: OutputTensors,
  clues: ChannelClues,
): OutputChannels | undefined {
  const channels = family === 'v8' ? tensors.first : tensors.last;
  if (channels === undefined || (family === 'classify') !== (tensors.rank === 2)) return undefined;
  const rest = channels - BOX_AND_SCORES[family];
  const task = clues.task ?? guessTask(family, rest, tensors.masks, clues.classes);
  if (!TASKS[family].includes(task)) return undefined;
  const selected = family === 'end2end';
  const room = selected ? rest : rest - (clues.classes ?? 1);
  const keypoints = task === 'pose' ? (clues.keypoints ?? keypointsIn(room)) : undefined;
  const extra = extraChannels(task, tensors.masks, keypoints);
  if (extra === undefined) return undefined;
  const classes = rest - extra;
  if (selected) return classes === 0 ? { task, classes: undefined, keypoints } : undefined;
  return classes >= 1 && classes <= MOST_CLASSES ? { task, classes, keypoints } : undefined;
}

function extraChannels(
  task: Task,
  masks: number,
  keypoints: ModelSpec['keypoints'],
): number | undefined {
  if (task === 'segment') return masks > 0 ? masks : undefined;
  if (task === 'pose') return keypoints && keypoints.count * keypoints.dims;
  return task === 'obb' ? 1 : 0;
}

/** Without `kpt_shape`: three values a keypoint where they divide so, else two. */
function keypointsIn(values: number): ModelSpec['keypoints'] {
  if (values >= 3 && values % 3 === 0) return { count: values / 3, dims: 3 };
  return values >= 2 && values % 2 === 0 ? { count: values / 2, dims: 2 } : undefined;
}

/**
 * The task of a file that states none. 56 channels are one class with COCO's keypoints far more
 * often than 52 classes.
 */
function guessTask(family: Family, rest: number, masks: number, classes: number | undefined): Task {
  if (family === 'classify') return 'classify';
  const coco = COCO_KEYPOINTS.count * COCO_KEYPOINTS.dims;
  if (masks > 0 && (family !== 'end2end' || rest === masks)) return 'segment';
  if (family === 'end2end') return rest === coco ? 'pose' : rest === 1 ? 'obb' : 'detect';
  return family === 'v8' && rest === 1 + coco && (classes ?? 1) === 1 ? 'pose' : 'detect';
}
