import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../../../src/vision/image/decode.ts';
import { ImageError } from '../../../../src/vision/image/imageError.ts';
import { pixel, quarters, storedFor } from '../../../support/pictures.ts';

const decode = (bytes: Uint8Array, maxPixels = 1e6) =>
  decodeImage(bytes, (original) => original, { maxPixels, mayDropDetail: true });

/** Asserts that a pixel has a colour, within what lossy compression changes. */
function near(actual: readonly number[], expected: readonly number[], tolerance = 40): void {
  const close = actual.every((value, i) => Math.abs(value - (expected[i] ?? 0)) <= tolerance);
  assert.ok(close, `${actual} is not near ${expected}`);
}

function looksLikeQuarters(image: Awaited<ReturnType<typeof decode>>): void {
  assert.deepEqual(image.original, { height: 48, width: 64 });
  assert.equal(image.data.length, 64 * 48 * 3);
  near(pixel(image, 8, 8), [255, 0, 0]);
  near(pixel(image, 56, 8), [0, 255, 0]);
  near(pixel(image, 8, 40), [0, 0, 255]);
  near(pixel(image, 56, 40), [255, 255, 255]);
}

describe('decodeImage', () => {
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
    it(`decodes ${format}`, async () => {
      const bytes = await sharp(await quarters())
        .toFormat(format)
        .toBuffer();
      looksLikeQuarters(await decode(bytes));
    });
  }

  for (let orientation = 1; orientation <= 8; orientation++) {
    it(`shows EXIF orientation ${orientation} upright`, async () => {
      const bytes = await storedFor(orientation);
      looksLikeQuarters(await decode(bytes));
    });
  }

  it('decodes grey, 16-bit, palette, alpha and CMYK', async () => {
    const png = await quarters();
    looksLikeQuarters(await decode(await sharp(png).toColourspace('rgb16').png().toBuffer()));
    looksLikeQuarters(await decode(await sharp(png).png({ palette: true }).toBuffer()));
    looksLikeQuarters(await decode(await sharp(png).ensureAlpha(0.5).png().toBuffer()));
    const cmyk = await decode(await sharp(png).toColourspace('cmyk').jpeg().toBuffer());
    near(pixel(cmyk, 56, 40), [255, 255, 255]);
    assert.ok((pixel(cmyk, 8, 8)[0] ?? 0) > 150, 'red stays red');
    for (const space of ['b-w', 'grey16']) {
      const grey = await decode(await sharp(png).toColourspace(space).png().toBuffer());
      const [r, g, b] = pixel(grey, 56, 8);
      assert.equal(grey.data.length, 64 * 48 * 3);
      assert.ok(r === g && g === b && r > 100 && r < 240, `${space}: ${r} ${g} ${b}`);
    }
    const greyAlpha = await sharp(png).greyscale().ensureAlpha(0.5).png().toBuffer();
    assert.equal((await decode(greyAlpha)).data.length, 64 * 48 * 3);
  });

  it('takes the first frame of an animation', async () => {
    const frames = [
      await quarters(),
      await sharp(await quarters())
        .negate()
        .png()
        .toBuffer(),
    ];
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer();
      looksLikeQuarters(await decode(bytes));
    }
  });

  it('skips detail that the target cannot show, and still tells the true size', async () => {
    const bytes = await sharp(await quarters(2048, 1536))
      .jpeg()
      .toBuffer();
    const image = await decodeImage(bytes, () => ({ height: 240, width: 320 }), {
      maxPixels: 1e7,
      mayDropDetail: true,
    });
    assert.deepEqual(image.original, { height: 1536, width: 2048 });
    assert.deepEqual(image.size, { height: 384, width: 512 });
    near(pixel(image, 500, 10), [0, 255, 0]);
  });

  it('refuses more pixels than allowed before decoding them', async () => {
    const side = 10_000;
    const bomb = await sharp({
      create: { width: side, height: side, channels: 3, background: 'black' },
    })
      .png({ compressionLevel: 9 })
      .toBuffer();
    assert.ok(bomb.length < 500_000, 'a bomb is small');
    const before = process.memoryUsage().rss;
    await assert.rejects(decode(bomb, 50e6), (error) => {
      assert.ok(error instanceof ImageError);
      assert.equal(error.code, 'too_many_pixels');
      assert.match(error.message, /50 megapixels/);
      return true;
    });
    assert.ok(process.memoryUsage().rss - before < 100e6, 'it was not decoded');
  });

  it('says what is wrong with other files', async () => {
    const cases: [string, Uint8Array, ImageError['code'], RegExp][] = [
      ['nothing', new Uint8Array(), 'not_an_image', /empty/],
      ['text', Buffer.from('hello, this is no picture'), 'not_an_image', /not a picture/],
      ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported_type', /SVG/],
      ['XML SVG', Buffer.from('<?xml version="1.0"?>\n<svg/>'), 'unsupported_type', /SVG/],
      ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'unsupported_type', /HEIC/],
      ['BMP', Buffer.from('BM\x36\0\0\0\0\0\0\0'), 'unsupported_type', /BMP/],
      ['PDF', Buffer.from('%PDF-1.7'), 'unsupported_type', /PDF/],
      ['video', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0'), 'unsupported_type', /video/],
      [
        'cut',
        (
          await sharp(await quarters())
            .jpeg()
            .toBuffer()
        ).subarray(0, 300),
        'not_an_image',
        /damaged/,
      ],
    ];
    for (const [name, bytes, code, message] of cases) {
      await assert.rejects(decode(bytes), (error) => {
        assert.ok(error instanceof ImageError, name);
        assert.equal(error.code, code, name);
        assert.match(error.message, message, name);
        return true;
      });
    }
  });
});
