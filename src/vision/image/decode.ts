import sharp from 'sharp';
import { PICTURE_TIMEOUT_MS } from '../defaults.ts';
import type { Size } from '../types.ts';
import { checkDecodingMemory } from './decodingMemory.ts';
import { ImageError } from './imageError.ts';
import { imageFormat } from './imageFormat.ts';
import { checkTiffSamples, isStoredAsYcbcr } from './tiffSamples.ts';
import { rgbOfCmyk, rgbOfYcbcr } from './toRgb.ts';

/** A decoded picture: 8-bit RGB, interleaved, row-major. */
export interface RgbImage {
  /** `height · width · 3` bytes. */
  readonly data: Uint8Array;
  /** Size of `data` in pixels; smaller than `original` where decoding could skip detail. */
  readonly size: Size;
  /** Size in pixels of the picture as a person sees it (EXIF orientation applied). */
  readonly original: Size;
}

/** How far decoding may go. */
export interface DecodeLimits {
  /** Pictures with more pixels (width · height) are refused before they are decoded. */
  readonly maxPixels: number;
  /** Whether detail that sampling would skip anyway may be skipped already while decoding. */
  readonly mayDropDetail: boolean;
  /**
   * Milliseconds after which decoding ends by itself, rounded up to whole seconds;
   * `PICTURE_TIMEOUT_MS` when absent.
   */
  readonly timeoutMs?: number;
}

/** Only these loaders may ever run, whatever a file pretends to be. */
const ALLOWED_LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map(
  (name) => `VipsForeignLoad${name}Buffer`,
);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ALLOWED_LOADERS });
// Every picture comes once, so libvips' cache of operations would only hold memory.
sharp.cache(false);
// Workers decode side by side; threads inside one decoding would only fight over the same cores.
sharp.concurrency(1);

/**
 * Detail beyond this multiple of the target size is dropped while decoding, where the decoder can.
 * Bilinear sampling reads 2×2 pixels, so 1.5 keeps what it would have read anyway.
 */
const OVERSAMPLING = 1.5;

/** Largest decoded raster, in pixels (48 MB of RGB); larger pictures are reduced while decoding. */
const MAX_RASTER_PIXELS = 16_000_000;

/**
 * The factor (1, 2, 4 or 8: what JPEG and WebP decoders do cheaply) by which to reduce: as far as
 * `mayDrop` detail allows, or as far as the raster would be too large.
 */
function shrinkFactor(original: Size, target: Size, mayDrop: boolean): number {
  const scale = Math.min(original.height / target.height, original.width / target.width);
  const pixels = original.height * original.width;
  let factor = 1;
  while (
    factor < 8 &&
    scale / (factor * 2) >= OVERSAMPLING &&
    (mayDrop || pixels / (factor * factor) > MAX_RASTER_PIXELS)
  ) {
    factor *= 2;
  }
  return factor;
}

/** What a decoder's message means to the person who sent the picture. */
function explain(error: unknown, seconds: number): ImageError {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes('timeout: ')) {
    return new ImageError(
      'timeout',
      `Decoding the picture took longer than ${seconds} s and was given up: send a smaller one.`,
      { cause: error },
    );
  }
  const reason = text
    .split('\n')[0]
    ?.replace(/^Input (buffer|file) (has|is) /, '')
    .trim();
  return new ImageError(
    'not_an_image',
    `The picture is damaged or cut off and cannot be decoded (${reason}).`,
    { cause: error },
  );
}

/**
 * Decodes a picture to RGB as a person sees it: EXIF orientation applied, first frame of an
 * animation, 16-bit, grey, palette, YCbCr and CMYK converted, alpha dropped.
 *
 * Embedded colour profiles are ignored, as in OpenCV, whose pixels the models were trained on (and
 * converting costs as much as decoding).
 *
 * @param resizedTo the size, by that of the picture, that it will be sampled to; decides how much
 *   detail is worth decoding.
 * @throws {ImageError} when the bytes are no picture, of an unsupported kind, damaged, too large, or
 *   take too long.
 */
export async function decodeImage(
  bytes: Uint8Array,
  resizedTo: (original: Size) => Size,
  { maxPixels, mayDropDetail, timeoutMs = PICTURE_TIMEOUT_MS }: DecodeLimits,
): Promise<RgbImage> {
  const seconds = Math.min(3600, Math.max(1, Math.ceil(timeoutMs / 1000)));
  const format = imageFormat(bytes);
  if (format === 'tiff') checkTiffSamples(bytes);
  const options = { failOn: 'error', ignoreIcc: true } as const;
  try {
    // Only the header is read here; the limit is checked below, with a better sentence.
    const header = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
    // Grey and RGB of 8 bits take the short way; converting what needs none costs milliseconds.
    const cmyk = header.space === 'cmyk';
    const plain = header.space === 'srgb' && header.depth === 'uchar' && header.channels === 3;
    const original = { height: header.autoOrient.height, width: header.autoOrient.width };
    if (original.width * original.height > maxPixels) {
      throw new ImageError(
        'too_many_pixels',
        `The picture has ${original.width}×${original.height} pixels; this server accepts at most ${Math.floor(maxPixels / 1e6)} megapixels.`,
      );
    }
    const cheap = format === 'jpeg' || format === 'webp';
    const factor = shrinkFactor(original, resizedTo(original), mayDropDetail && cheap);
    const raster = {
      height: Math.max(1, Math.floor(original.height / factor)),
      width: Math.max(1, Math.floor(original.width / factor)),
    };
    checkDecodingMemory(format, header, original, raster);
    // The clock of libvips, since nothing else stops a decoder: not even the end of this thread.
    let image = sharp(bytes, { ...options, limitInputPixels: maxPixels }).timeout({ seconds });
    if ((header.orientation ?? 1) > 1) image = image.autoOrient();
    if (factor > 1) {
      image = image.resize(raster.width, raster.height, { fit: 'fill', kernel: 'linear' });
    }
    if (header.hasAlpha) image = image.removeAlpha();
    if (cmyk) image = image.pipelineColourspace('cmyk').toColourspace('cmyk');
    else if (!plain) image = image.toColourspace('srgb');
    const { data, info } = await image
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (format === 'tiff' && info.channels === 3 && isStoredAsYcbcr(bytes)) {
      rgbOfYcbcr(new Uint8ClampedArray(data.buffer, data.byteOffset, data.length));
    }
    const size = { height: info.height, width: info.width };
    return {
      data: threeChannels(data, info.channels, cmyk),
      size,
      original,
    };
  } catch (error) {
    throw error instanceof ImageError ? error : explain(error, seconds);
  }
}

function threeChannels(data: Uint8Array, channels: number, cmyk: boolean): Uint8Array {
  if (cmyk && channels === 4) {
    const rgb = rgbOfCmyk(data);
    return new Uint8Array(rgb.buffer);
  }
  return channels === 3 ? data : toThreeChannels(data, channels);
}

/** Repeats grey (1 channel, or 2 with alpha), or drops what is beyond RGB. */
function toThreeChannels(data: Uint8Array, channels: number): Uint8Array {
  const pixels = data.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  const step = channels >= 3 ? 1 : 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * channels;
    rgb[pixel * 3] = data[from] ?? 0;
    rgb[pixel * 3 + 1] = data[from + step] ?? 0;
    rgb[pixel * 3 + 2] = data[from + 2 * step] ?? 0;
  }
  return rgb;
}
