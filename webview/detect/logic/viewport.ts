import type { Point, Rect } from './geometry.ts';

/** Where the picture lies on the screen: a picture point times `scale`, plus (x, y), in CSS pixels. */
export interface Viewport {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Free space around a picture that fits, in CSS pixels. */
const MARGIN = 12;
/** Largest magnification: single pixels are then squares that can be counted. */
const LARGEST = 64;

/** The whole picture, centred; small pictures are enlarged at most eightfold. */
export function fitWhole(picture: Size, pane: Size): Viewport {
  const room = Math.min(MARGIN, pane.width / 8, pane.height / 8);
  const scale = Math.min(
    (pane.width - 2 * room) / picture.width,
    (pane.height - 2 * room) / picture.height,
    8,
  );
  return centred(picture, pane, Math.max(scale, 1e-4));
}

/** The picture centred at a scale. */
export function centred(picture: Size, pane: Size, scale: number): Viewport {
  return {
    scale,
    x: (pane.width - picture.width * scale) / 2,
    y: (pane.height - picture.height * scale) / 2,
  };
}

/** Zooms so that the picture's point under `at` stays there. */
export function zoomAt(
  viewport: Viewport,
  at: Point,
  factor: number,
  picture: Size,
  pane: Size,
): Viewport {
  const smallest = Math.min(fitWhole(picture, pane).scale, 1) / 4;
  const scale = Math.min(Math.max(viewport.scale * factor, smallest), LARGEST);
  const ratio = scale / viewport.scale;
  return { scale, x: at.x - (at.x - viewport.x) * ratio, y: at.y - (at.y - viewport.y) * ratio };
}

/** Moves the picture, keeping a part of it in sight. */
export function pan(
  viewport: Viewport,
  dx: number,
  dy: number,
  picture: Size,
  pane: Size,
): Viewport {
  const keep = 48;
  const clamp = (value: number, length: number, room: number): number =>
    Math.min(Math.max(value, keep - length * viewport.scale), room - keep);
  return {
    scale: viewport.scale,
    x: clamp(viewport.x + dx, picture.width, pane.width),
    y: clamp(viewport.y + dy, picture.height, pane.height),
  };
}

/** Moves as little as needed to bring a part of the picture into sight. */
export function reveal(viewport: Viewport, part: Rect, pane: Size): Viewport {
  const shift = (from: number, length: number, room: number): number => {
    if (length > room - 2 * MARGIN) return room / 2 - (from + length / 2);
    if (from < MARGIN) return MARGIN - from;
    return Math.min(0, room - MARGIN - (from + length));
  };
  const { scale, x, y } = viewport;
  return {
    scale,
    x: x + shift(part.x * scale + x, part.width * scale, pane.width),
    y: y + shift(part.y * scale + y, part.height * scale, pane.height),
  };
}

/** The picture's point under a screen point. */
export function toPicture({ scale, x, y }: Viewport, at: Point): Point {
  return { x: (at.x - x) / scale, y: (at.y - y) / scale };
}
