import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  checkDecodingMemory,
  type DecodingHeader,
  decodingBytes,
  MAX_DECODING_BYTES,
} from '../../../../src/vision/image/decodingMemory.ts';
import type { ImageFormat } from '../../../../src/vision/image/imageFormat.ts';

const PHOTO: DecodingHeader = { channels: 3, depth: 'uchar', isProgressive: false };
const [LARGE, SMALL] = [
  { height: 5200, width: 7700 },
  { height: 1300, width: 1925 },
];

const bytes = (format: ImageFormat, header: Partial<DecodingHeader> = {}): number =>
  decodingBytes(format, { ...PHOTO, ...header }, LARGE, SMALL);

it('counts the raster only where a format streams', () => {
  const raster = SMALL.height * SMALL.width * 3;
  assert.equal(bytes('jpeg'), raster);
  assert.equal(bytes('png'), raster);
  assert.equal(bytes('jpeg', { orientation: 6 }), 2 * raster);
});

it('counts coefficients, samples or frames where it does not', () => {
  const raster = SMALL.height * SMALL.width * 3;
  const perPixel = (format: ImageFormat, header: Partial<DecodingHeader> = {}) =>
    (bytes(format, header) - raster) / (LARGE.height * LARGE.width);
  assert.equal(perPixel('jpeg', { isProgressive: true, chromaSubsampling: '4:4:4' }), 6);
  assert.equal(perPixel('jpeg', { isProgressive: true, chromaSubsampling: '4:2:0' }), 4);
  assert.equal(perPixel('png', { isProgressive: true }), 3);
  assert.equal(perPixel('tiff'), 3);
  assert.equal(perPixel('gif'), 4);
  assert.equal(perPixel('webp'), 4);
  assert.equal(perPixel('webp', { pages: 2 }), 8);
  assert.equal(perPixel('avif'), 16);
  const deep = bytes('png', { isProgressive: true, channels: 4, depth: 'ushort' });
  assert.equal(deep, 8 * (LARGE.height * LARGE.width + SMALL.height * SMALL.width));
});

it('accepts photographs of 40 megapixels and refuses what takes more than the budget', () => {
  const check = (format: ImageFormat, header: Partial<DecodingHeader> = {}) =>
    checkDecodingMemory(format, { ...PHOTO, ...header }, LARGE, SMALL);
  for (const format of ['jpeg', 'png', 'tiff', 'webp', 'gif'] as const) check(format);
  check('jpeg', { isProgressive: true, chromaSubsampling: '4:4:4' });
  check('png', { isProgressive: true });
  assert.throws(() => check('png', { isProgressive: true, channels: 4, depth: 'ushort' }), {
    code: 'too_many_pixels',
    message: /^The picture has 7700×5200 pixels, .* 256 MiB: save it without interlacing, or/,
  });
  assert.throws(() => check('avif'), { message: /save it as JPEG, or/ });
  assert.equal(MAX_DECODING_BYTES, 268_435_456);
});
