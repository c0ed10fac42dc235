import type { Size } from '../types.ts';

/** Strides of the output levels that YOLO heads have: usual, P6, P2, P2 to P6. */
const LEVELS: readonly (readonly number[])[] = [
  [8, 16, 32],
  [8, 16, 32, 64],
  [4, 8, 16, 32],
  [4, 8, 16, 32, 64],
];
/** YOLOv3-tiny and its descendants. */
const TINY_LEVELS: readonly number[] = [16, 32];
/** Anchors per cell in anchor-based heads (v3 to v5, v7). */
const ANCHORS = 3;

function cells({ height, width }: Size, strides: readonly number[]): number {
  let count = 0;
  for (const stride of strides) count += Math.ceil(height / stride) * Math.ceil(width / stride);
  return count;
}

/** Whether an anchor-free head makes `count` predictions for an input of that size. */
export function isCellCount(count: number | undefined, size: Size): boolean {
  return [...LEVELS, TINY_LEVELS].some((strides) => cells(size, strides) === count);
}

/** Whether an anchor-based head, with 3 anchors a cell, makes `count` predictions. */
export function isAnchorCount(count: number | undefined, size: Size): boolean {
  return [...LEVELS, TINY_LEVELS].some((strides) => cells(size, strides) * ANCHORS === count);
}
