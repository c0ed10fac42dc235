import type { Point } from '../types.ts';
import type { Candidate } from './candidates.ts';

/** An oriented box in input pixels; `angle` in radians, clockwise on screen from the x axis. */
export interface OrientedBox {
  readonly cx: number;
  readonly cy: number;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

/** Joins a candidate's unrotated box with its angle (radians). */
export function orientedBox(candidate: Candidate, angle: number): OrientedBox {
  return {
    cx: (candidate.x1 + candidate.x2) / 2,
    cy: (candidate.y1 + candidate.y2) / 2,
    width: candidate.x2 - candidate.x1,
    height: candidate.y2 - candidate.y1,
    angle,
  };
}

/** The four corners in order around the box, in the frame of the box. */
export function corners({ cx, cy, width, height, angle }: OrientedBox): Point[] {
  const alongX = (Math.cos(angle) * width) / 2;
  const alongY = (Math.sin(angle) * width) / 2;
  const acrossX = (-Math.sin(angle) * height) / 2;
  const acrossY = (Math.cos(angle) * height) / 2;
  return [
    { x: cx + alongX + acrossX, y: cy + alongY + acrossY },
    { x: cx + alongX - acrossX, y: cy + alongY - acrossY },
    { x: cx - alongX - acrossX, y: cy - alongY - acrossY },
    { x: cx - alongX + acrossX, y: cy - alongY + acrossY },
  ];
}

/** The Gaussian that stands for a box: its centre and covariance. */
export interface BoxGaussian {
  readonly cx: number;
  readonly cy: number;
  /** Covariance matrix `[[a, c], [c, b]]`; the variance of a uniform side is side²/12. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Its determinant, not below 0. */
  readonly determinant: number;
  /** The largest variance in any direction; infinite for boxes below a pixel. */
  readonly spread: number;
}

/** Works out a box's Gaussian, once for all boxes that it is compared with. */
export function boxGaussian({ cx, cy, width, height, angle }: OrientedBox): BoxGaussian {
  const w = (width * width) / 12;
  const h = (height * height) / 12;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const a = w * cos * cos + h * sin * sin;
  const b = w * sin * sin + h * cos * cos;
  const c = (w - h) * cos * sin;
  const determinant = Math.max(0, a * b - c * c);
  const spread = determinant >= 1 ? Math.max(w, h) : Infinity;
  return { cx, cy, a, b, c, determinant, spread };
}

/** Keeps logarithms and quotients finite for degenerate boxes. */
const EPSILON = 1e-7;

/**
 * Probabilistic IoU of two oriented boxes, 0–1: one minus the Hellinger distance of the Gaussians
 * that stand for them (Llerena et al., "Gaussian Bounding Boxes and Probabilistic
 * Intersection-over-Union for Object Detection", arXiv 2106.06072).
 */
export function probabilisticIou(p: BoxGaussian, q: BoxGaussian): number {
  const a = p.a + q.a;
  const b = p.b + q.b;
  const c = p.c + q.c;
  const determinant = a * b - c * c;
  const dx = p.cx - q.cx;
  const dy = p.cy - q.cy;
  const location = (a * dy * dy + b * dx * dx - 2 * c * dx * dy) / (determinant + EPSILON) / 4;
  const product = p.determinant * q.determinant;
  const shape = Math.log(determinant / (4 * Math.sqrt(product) + EPSILON) + EPSILON) / 2;
  const bhattacharyya = Math.min(100, Math.max(EPSILON, location + shape));
  return 1 - Math.sqrt(1 - Math.exp(-bhattacharyya) + EPSILON);
}

/**
 * The Bhattacharyya distance from which on the probabilistic IoU is at most `iou` (0–1, below 1),
 * with a margin for rounding.
 */
export function farDistance(iou: number): number {
  return -Math.log(Math.max(1e-12, 1 - (1 - iou) ** 2)) + 1e-3;
}

/**
 * Whether two boxes lie at least that Bhattacharyya distance apart by their places alone, which a
 * few multiplications tell: for boxes of any shape the distance is no less than that of circles
 * around them. Nothing is said of boxes below a pixel.
 */
export function areFarApart(p: BoxGaussian, q: BoxGaussian, distance: number): boolean {
  const dx = p.cx - q.cx;
  const dy = p.cy - q.cy;
  return dx * dx + dy * dy > 4 * distance * (p.spread + q.spread);
}
