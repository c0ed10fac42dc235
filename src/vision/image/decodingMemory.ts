import type { Metadata } from 'sharp';
import type { Size } from '../types.ts';
import { ImageError } from './imageError.ts';
import type { ImageFormat } from './imageFormat.ts';

/** Most memory in bytes that decoding one picture may take; several are decoded at once. */
export const MAX_DECODING_BYTES = 256 * 2 ** 20;

/** Bytes of one sample, by libvips' name of its type. */
const SAMPLE_BYTES: Readonly<Record<string, number>> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  complex: 8,
  double: 8,
  dpcomplex: 16,
};

/** What of a header tells how a picture is decoded. */
export type DecodingHeader = Pick<
  Metadata,
  | 'channels'
  | 'depth'
  | 'isProgressive'
  | 'chromaSubsampling'
  | 'bitsPerSample'
  | 'pages'
  | 'orientation'
>;

/** Bytes of one decoded pixel before it becomes 8-bit RGB. */
function rasterBytes({ channels = 3, depth = 'uchar' }: DecodingHeader): number {
  return channels * (SAMPLE_BYTES[depth] ?? 8);
}

/**
 * Bytes a pixel that the decoder itself holds at once. Zero where it streams row by row: JPEG in one
 * scan, PNG without interlacing. The figures of WebP, GIF and AVIF are measured ones.
 */
function decoderBytes(format: ImageFormat, header: DecodingHeader): number {
  const { channels = 3, isProgressive = false } = header;
  const pixel = rasterBytes(header);
  switch (format) {
    case 'jpeg':
      if (!isProgressive) return 0;
      // All coefficients of all scans, two bytes each. "4:2:0" is what libvips calls any
      // subsampling; 4:2:2, the finest of them that cameras write, has two samples a pixel.
      return 2 * (header.chromaSubsampling?.startsWith('4:2:0') ? channels - 1 : channels);
    case 'png':
      return isProgressive ? pixel : 0;
    case 'tiff':
      // Most stream, but one strip or tile may hold everything, which the header does not tell.
      return pixel;
    case 'webp':
      return (header.pages ?? 1) > 1 ? 8 : 4;
    case 'gif':
      return 4;
    case 'avif':
      // The AV1 decoder's own frame and side information, libheif's planes and their RGB.
      return (header.bitsPerSample ?? 8) > 8 ? 28 : 16;
  }
}

/** How to save the picture so that it needs less. */
function advice(format: ImageFormat, { isProgressive }: DecodingHeader): string {
  if (format === 'jpeg' && isProgressive) return 'save it as JPEG that is not progressive';
  if (format === 'png' && isProgressive) return 'save it without interlacing';
  return format === 'jpeg' || format === 'png' ? 'crop it' : 'save it as JPEG';
}

/**
 * Memory in bytes that decoding takes at its peak: what the decoder holds, and the raster that comes
 * out, twice where it is turned.
 *
 * @param original size in pixels of the picture.
 * @param raster size in pixels that it is decoded to.
 */
export function decodingBytes(
  format: ImageFormat,
  header: DecodingHeader,
  original: Size,
  raster: Size,
): number {
  const turned = (header.orientation ?? 1) > 2;
  const out = raster.height * raster.width * Math.max(3, rasterBytes(header)) * (turned ? 2 : 1);
  return original.height * original.width * decoderBytes(format, header) + out;
}

/**
 * Refuses a picture that would take more memory to decode than one may, by its header alone: how
 * many bytes a pixel costs depends on how the file was saved, up to dozens of times.
 *
 * @throws {ImageError} `too_many_pixels`.
 */
export function checkDecodingMemory(
  format: ImageFormat,
  header: DecodingHeader,
  original: Size,
  raster: Size,
): void {
  const bytes = decodingBytes(format, header, original, raster);
  if (bytes <= MAX_DECODING_BYTES) return;
  const mib = (value: number): string => `${Math.ceil(value / 2 ** 20)} MiB`;
  throw new ImageError(
    'too_many_pixels',
    `The picture has ${original.width}×${original.height} pixels, saved so that decoding takes ${mib(bytes)} of memory; this server allows ${mib(MAX_DECODING_BYTES)}: ${advice(format, header)}, or make it smaller.`,
  );
}
