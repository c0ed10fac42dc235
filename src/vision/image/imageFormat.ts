import { ImageError } from './imageError.ts';
import { isSvgDrawing } from './svgDrawing.ts';

/** Formats that the server decodes. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif';

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Brands of ISO base media files that are still AV1 pictures. */
const AVIF_BRANDS = new Set(['avif', 'avis']);

/** Brands of HEIC and its relatives, whose codec is patented and not in the decoder. */
const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** Names of what people try and that is not decoded, by their first bytes. */
function unsupportedName(bytes: Uint8Array): string | undefined {
  const four = ascii(bytes, 0, 4);
  if (ascii(bytes, 4, 8) === 'ftyp' && HEIF_BRANDS.has(ascii(bytes, 8, 12)))
    return 'a HEIC picture';
  if (four.startsWith('BM')) return 'a BMP picture';
  if (four === '%PDF') return 'a PDF document';
  if (four === '8BPS') return 'a Photoshop document';
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 1 && bytes[3] === 0) return 'an ICO icon';
  if (bytes[0] === 0xff && bytes[1] === 0x0a) return 'a JPEG XL picture';
  if (ascii(bytes, 4, 8) === 'JXL ') return 'a JPEG XL picture';
  if (ascii(bytes, 4, 8) === 'jP  ') return 'a JPEG 2000 picture';
  if (ascii(bytes, 4, 8) === 'ftyp') return 'a video';
  if (four === 'II+\0' || four === 'MM\0+') return 'a BigTIFF picture';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'a gzip archive';
  if (isSvgDrawing(bytes)) return 'an SVG drawing';
  return undefined;
}

/**
 * Tells a picture's format by its first bytes, never by its name or declared type, so that nothing
 * but the listed decoders ever sees untrusted bytes.
 *
 * @throws {ImageError} `unsupported_type` for pictures of other kinds, `not_an_image` for the rest.
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) {
    throw new ImageError(
      'not_an_image',
      'The picture is empty (0 bytes): send the bytes of a file.',
    );
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (bytes[0] === 0x89 && ascii(bytes, 1, 4) === 'PNG') return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 0, 4) === 'GIF8') return 'gif';
  const four = ascii(bytes, 0, 4);
  if (four === 'II*\0' || four === 'MM\0*') return 'tiff';
  if (ascii(bytes, 4, 8) === 'ftyp' && AVIF_BRANDS.has(ascii(bytes, 8, 12))) return 'avif';
  const other = unsupportedName(bytes);
  if (other !== undefined) {
    throw new ImageError(
      'unsupported_type',
      `This is ${other}, which is not supported: convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF.`,
    );
  }
  throw new ImageError(
    'not_an_image',
    'This is not a picture: its first bytes are none of JPEG, PNG, WebP, GIF, TIFF or AVIF.',
  );
}
