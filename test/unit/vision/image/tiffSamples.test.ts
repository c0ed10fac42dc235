import assert from 'node:assert/strict';
import { it } from 'node:test';
import sharp from 'sharp';
import { checkTiffSamples } from '../../../../src/vision/image/tiffSamples.ts';
import { tiff } from '../../../support/tiff.ts';

const size = { width: 4, height: 2 };
const data = Buffer.alloc(96);

it('refuses TIFFs whose white only their makers know', () => {
  const cases = [
    [{ bits: [32], photometric: 1, format: 3 }, 'floating-point numbers'],
    [{ bits: [32, 32, 32], photometric: 2, format: 3 }, 'floating-point numbers'],
    [{ bits: [16], photometric: 1, format: 2 }, 'signed numbers'],
    [{ bits: [64], photometric: 1, format: 6 }, 'complex numbers'],
    [{ bits: [32], photometric: 1 }, 'numbers of 32 bits'],
    [{ bits: [8, 8, 8], photometric: 8 }, 'CIELAB colours'],
  ] as const;
  for (const [parts, what] of cases) {
    assert.throws(() => checkTiffSamples(tiff({ ...size, data, ...parts })), {
      code: 'unsupported_type',
      message: `The TIFF holds ${what}: convert it to 8 or 16 bits of grey, RGB or CMYK.`,
    });
  }
});

it('lets pictures pass, and leaves what is cut off to the decoder', async () => {
  const create = { ...size, channels: 3 as const, background: '#6a8' };
  for (const space of ['srgb', 'b-w', 'rgb16', 'cmyk']) {
    const picture = await sharp({ create })
      .toColourspace(space)
      .tiff({ compression: 'lzw' })
      .toBuffer();
    checkTiffSamples(picture);
  }
  const float = tiff({ ...size, data, bits: [32, 32, 32], photometric: 2, format: 3 });
  for (let length = 0; length < 16; length++) checkTiffSamples(float.subarray(0, length));
  // Sizes and places that point anywhere.
  for (let at = 4; at < float.length - data.length; at++) {
    const broken = Buffer.from(float);
    broken.fill(0xff, at, at + 4);
    try {
      checkTiffSamples(broken);
    } catch (error) {
      assert.equal((error as { code?: unknown }).code, 'unsupported_type');
    }
  }
});
