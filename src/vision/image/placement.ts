import type { Point, Size } from '../types.ts';

/** Where a picture lies in a network's input. All values in input pixels unless stated. */
export interface Placement {
  /** Size of the network's input. */
  readonly input: Size;
  /** Size that the picture is resized to. */
  readonly resized: Size;
  /** Where the resized picture's top left corner lies; negative when it is cropped. */
  readonly left: number;
  readonly top: number;
  /** Input pixels per picture pixel. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Rounds half to even, as Python does, so that odd sizes get the same padding. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  // Adding 0 turns -0 into 0.
  if (value - floor !== 0.5) return Math.round(value) + 0;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Letterbox as Ultralytics does it: scaled to fit, centred; where padding is odd the extra pixel
 * goes to the bottom and the right.
 */
export function letterbox(picture: Size, input: Size): Placement {
  const scale = Math.min(input.height / picture.height, input.width / picture.width);
  const resized = {
    height: Math.max(1, roundHalfEven(picture.height * scale)),
    width: Math.max(1, roundHalfEven(picture.width * scale)),
  };
  return {
    input,
    resized,
    left: roundHalfEven((input.width - resized.width) / 2 - 0.1),
    top: roundHalfEven((input.height - resized.height) / 2 - 0.1),
    scaleX: scale,
    scaleY: scale,
  };
}

/** YOLOX's way: scaled to fit, in the top left corner. */
export function topLeft(picture: Size, input: Size): Placement {
  const scale = Math.min(input.height / picture.height, input.width / picture.width);
  const resized = {
    height: Math.max(1, Math.floor(picture.height * scale)),
    width: Math.max(1, Math.floor(picture.width * scale)),
  };
  return { input, resized, left: 0, top: 0, scaleX: scale, scaleY: scale };
}

/** Classification: the shorter edge fills the input, the longer one is cropped on both sides. */
export function centreCrop(picture: Size, input: Size): Placement {
  const scale = Math.max(input.height / picture.height, input.width / picture.width);
  const resized = {
    height: Math.max(input.height, Math.round(picture.height * scale)),
    width: Math.max(input.width, Math.round(picture.width * scale)),
  };
  return {
    input,
    resized,
    left: 0 - Math.floor((resized.width - input.width) / 2),
    top: 0 - Math.floor((resized.height - input.height) / 2),
    scaleX: scale,
    scaleY: scale,
  };
}

/** Maps a point of the input to the picture, clipped to the picture's edges. */
export function toPicture(placement: Placement, picture: Size, x: number, y: number): Point {
  return {
    x: clamp((x - placement.left) / placement.scaleX, picture.width),
    y: clamp((y - placement.top) / placement.scaleY, picture.height),
  };
}

function clamp(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value;
}
