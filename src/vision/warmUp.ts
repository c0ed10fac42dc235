import type { RgbImage } from './image/decode.ts';
import type { Size } from './types.ts';

/**
 * A picture with edges, gradients and texture everywhere, so that a working network answers it with
 * something: overlapping waves of different direction and length in each channel.
 */
export function texturedPicture(size: Size): RgbImage {
  const data = new Uint8Array(size.height * size.width * 3);
  let at = 0;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      data[at++] = 128 + 90 * Math.sin(x / 9) + 37 * Math.sin(y / 3);
      data[at++] = 128 + 90 * Math.sin(y / 11) + 37 * Math.sin((x + y) / 5);
      data[at++] = 128 + 90 * Math.sin((x - y) / 17) + 37 * Math.sin(x / 2);
    }
  }
  return { data, size, original: size };
}
