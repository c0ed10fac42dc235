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

/** Covariance `[a, b, c]` of the Gaussian that stands for a box (variance of a uniform: side²/12). */
function covariance({ width, height, angle }: OrientedBox): readonly [number, number, number] {
  const w = (width * width) / 12;
  const h = (height * height) / 12;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [w * cos * cos + h * sin * sin, w * sin * sin + h * cos * cos, (w - h) * cos * sin];
}

/** Keeps logarithms and quotients finite for degenerate boxes. */
const EPSILON = 1e-7;

/**
 * Probabilistic IoU of two oriented boxes, 0–1: one minus the Hellinger distance of the Gaussians
 * that stand for them (Llerena et al., "Gaussian Bounding Boxes and Probabilistic
 * Intersection-over-Union for Object Detection", arXiv 2106.06072).
 */
export function probabilisticIou(p: OrientedBox, q: OrientedBox): number {
  const [a1, b1, c1] = covariance(p);
  const [a2, b2, c2] = covariance(q);
  const a = a1 + a2;
  const b = b1 + b2;
  const c = c1 + c2;
  const determinant = a * b - c * c;
  const dx = p.cx - q.cx;
  const dy = p.cy - q.cy;
  const location = (a * dy * dy + b * dx * dx - 2 * c * dx * dy) / (determinant + EPSILON) / 4;
  const product = Math.max(0, a1 * b1 - c1 * c1) * Math.max(0, a2 * b2 - c2 * c2);
  const shape = Math.log(determinant / (4 * Math.sqrt(product) + EPSILON) + EPSILON) / 2;
  const bhattacharyya = Math.min(100, Math.max(EPSILON, location + shape));
  return 1 - Math.sqrt(1 - Math.exp(-bhattacharyya) + EPSILON);
}
