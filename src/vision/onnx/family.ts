import type { Family, Size } from '../types.ts';
import { isAnchorCount, isCellCount } from './anchorCount.ts';
import type { OutputTensors } from './outputTensors.ts';

/** What is known of a model besides its output tensors. */
export interface FamilyClues {
  readonly size: Size;
  /** The task as the file or the user states it. */
  readonly task: string | undefined;
  /** Number of class names that the file or the user states. */
  readonly classes: number | undefined;
  /** Number of values of all keypoints. */
  readonly keypointValues: number | undefined;
  /** Whether the file says that boxes come out selected. */
  readonly endToEnd: boolean;
  /** Whether an exporter wrote metadata. */
  readonly metadata: boolean;
}

/** `max_det` of every end-to-end export that is not told otherwise; no grid has 300 cells. */
const USUAL_ROWS = 300;
/** x y visibility of COCO's 17 keypoints. */
export const COCO_KEYPOINTS = { count: 17, dims: 3 } as const;

/**
 * Tells the family from the shape of the predictions. What metadata says comes first; then the
 * number of predictions, which the input size fixes for every head, and which settles the cases
 * that widths alone leave open (with one class, v5's `[1, N, 6]` and end-to-end's `[1, 300, 6]`).
 *
 * @returns `undefined` when no family that we know has such an output.
 */
export function familyOf(tensors: OutputTensors, clues: FamilyClues): Family | undefined {
  const { first, last, rank } = tensors;
  if (rank === 2) return clues.task === 'classify' ? 'classify' : undefined;
  if (clues.endToEnd) return 'end2end';
  const selected = isSelected(tensors, clues);
  if (selected && first === USUAL_ROWS) return 'end2end';
  const columns = isCellCount(last, clues.size);
  const anchors = isAnchorCount(first, clues.size);
  const rows = anchors || isCellCount(first, clues.size);
  if (columns && (!rows || widthFits(first, 4, tensors, clues) || (first ?? 0) < (last ?? 0))) {
    return 'v8';
  }
  if (rows) {
    // An anchor-free tensor with its axes swapped has no objectness.
    const swapped = !anchors && clues.task !== undefined && widthFits(last, 4, tensors, clues);
    if (swapped) return undefined;
    return anchors || clues.metadata ? 'v5' : 'yolox';
  }
  if (selected && first !== undefined) return 'end2end';
  return byWidth(tensors, clues);
}

/** Whether rows are as wide as end-to-end rows: box, confidence, class, and the task's extra. */
function isSelected({ last, masks }: OutputTensors, clues: FamilyClues): boolean {
  if (last === undefined) return false;
  const extra = last - 6;
  const coco = COCO_KEYPOINTS.count * COCO_KEYPOINTS.dims;
  switch (clues.task) {
    case 'detect':
      return extra === 0;
    case 'segment':
      return masks > 0 && extra === masks;
    case 'obb':
      return extra === 1;
    case 'pose':
      return extra === (clues.keypointValues ?? coco);
    default:
      return extra === 0 || extra === 1 || extra === coco || (masks > 0 && extra === masks);
  }
}

/** For heads whose number of predictions is unknown or unusual: the width must fit the names. */
function byWidth(tensors: OutputTensors, clues: FamilyClues): Family | undefined {
  const { first, last } = tensors;
  if (widthFits(first, 4, tensors, clues) && (last ?? Infinity) > (first ?? 0)) return 'v8';
  // Ultralytics states a task, the v5 repository only names and stride.
  if (clues.task === undefined || clues.task === 'segment') {
    if (widthFits(last, 5, tensors, clues) && (first ?? Infinity) > (last ?? 0)) return 'v5';
  }
  return undefined;
}

function widthFits(
  width: number | undefined,
  base: 4 | 5,
  { masks }: OutputTensors,
  { task, classes, keypointValues }: FamilyClues,
): boolean {
  if (width === undefined || classes === undefined) return false;
  const rest = width - base - classes;
  if (task === 'pose') return keypointValues === undefined ? rest > 0 : rest === keypointValues;
  if (task === 'obb') return rest === 1;
  if (task === 'detect') return rest === 0;
  return rest === masks;
}
