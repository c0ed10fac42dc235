/** Number of keypoints of a COCO person; models with another number have bones we do not know. */
export const COCO_KEYPOINTS = 17;

/** Pairs of COCO keypoints that belong together: head, arms, trunk, legs. */
export const COCO_BONES: readonly (readonly [from: number, to: number])[] = [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [5, 6],
  [5, 7],
  [7, 9],
  [6, 8],
  [8, 10],
  [5, 11],
  [6, 12],
  [11, 12],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
];
