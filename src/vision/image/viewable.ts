import sharp from 'sharp';
import type { Size } from '../types.ts';
import { decodeImage } from './decode.ts';

/** Larger pictures are refused, as by a server that is not told otherwise. */
const MAX_PIXELS = 100_000_000;
/** Nobody sees this from the original. */
const QUALITY = 92;

/** A picture in a format that everything can show. */
export interface ViewablePicture {
  /** A JPEG file. */
  readonly bytes: Uint8Array;
  /** Size in pixels of the original, as a person sees it. */
  readonly size: Size;
}

/**
 * Makes a JPEG of a picture of any format that is read here, with the pixels that a model gets of it.
 *
 * @param longest most pixels of its longer side.
 * @throws {ImageError} when it is no picture, damaged or too large.
 */
export async function viewablePicture(
  bytes: Uint8Array,
  longest: number,
): Promise<ViewablePicture> {
  const within = (original: Size): Size => {
    const factor = Math.min(1, longest / Math.max(original.width, original.height));
    return {
      width: Math.max(1, Math.round(original.width * factor)),
      height: Math.max(1, Math.round(original.height * factor)),
    };
  };
  const limits = { maxPixels: MAX_PIXELS, mayDropDetail: true };
  const { data, size, original } = await decodeImage(bytes, within, limits);
  const { width, height } = within(original);
  const raw = { width: size.width, height: size.height, channels: 3 } as const;
  const jpeg = await sharp(data, { raw })
    .resize(width, height, { fit: 'fill' })
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { bytes: jpeg, size: original };
}
