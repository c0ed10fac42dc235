import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { decodeImage } from '../../../../src/vision/image/decode.ts';
import { ImageError } from '../../../../src/vision/image/imageError.ts';
import { pixel, quarters, storedFor } from '../../../support/pictures.ts';
import { tiff } from '../../../support/tiff.ts';

const decode = (bytes: Uint8Array, maxPixels = 1e6) =>
  decodeImage(bytes, (original) => original, { maxPixels, mayDropDetail: true });

interface PngHeader {
  readonly side: number;
  readonly depth: 8 | 16;
  /** The standard's colour type: 2 is RGB, 6 RGBA. */
  readonly colour: 2 | 6;
  readonly interlaced: boolean;
}

/** A PNG with the given compressed pixels, which by default are cut off at their beginning. */
function pngFile(of: PngHeader, pixels: Buffer = Buffer.alloc(8)): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(of.side, 0);
  header.writeUInt32BE(of.side, 4);
  header.set([of.depth, of.colour, 0, 0, of.interlaced ? 1 : 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels)]);
}

/** Asserts that a picture of 64 megapixels is refused for the memory that it would take. */
async function tooMuch(bytes: Uint8Array, words: RegExp): Promise<void> {
  await assert.rejects(decode(bytes, 64e6), (error) => {
    assert.ok(error instanceof ImageError);
    assert.equal(error.code, 'too_many_pixels', error.message);
    assert.match(error.message, words);
    return true;
  });
}

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
    // 200 × 155 / 255, whatever a press would make of it.
    const inks = { width: 1, height: 1, bits: [8, 8, 8, 8], photometric: 5 };
    const printed = await decode(tiff({ ...inks, data: Buffer.from([55, 255, 0, 100]) }));
    assert.deepEqual([...printed.data], [122, 0, 155]);
    for (const space of ['b-w', 'grey16']) {
      const grey = await decode(await sharp(png).toColourspace(space).png().toBuffer());
      const [r, g, b] = pixel(grey, 56, 8);
      assert.equal(grey.data.length, 64 * 48 * 3);
      assert.ok(r === g && g === b && r > 100 && r < 240, `${space}: ${r} ${g} ${b}`);
    }
    const greyAlpha = await sharp(png).greyscale().ensureAlpha(0.5).png().toBuffer();
    assert.equal((await decode(greyAlpha)).data.length, 64 * 48 * 3);
  });

  it('makes RGB of a TIFF that stores brightness and colour differences', async () => {
    // Red, green, blue and a grey, as JPEG's standard has them.
    const data = Buffer.from([76, 85, 255, 150, 44, 21, 29, 255, 107, 90, 128, 128]);
    const parts = { width: 4, height: 1, bits: [8, 8, 8], photometric: 6, data };
    const { data: rgb } = await decode(tiff(parts));
    assert.deepEqual([...rgb], [254, 0, 0, 0, 255, 1, 0, 0, 254, 90, 90, 90]);
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

  it('refuses by the header what would take too much memory', async () => {
    const side = 7990;
    const interlaced = pngFile({ side, depth: 16, colour: 6, interlaced: true });
    await tooMuch(interlaced, /\d+ MiB.*without interlacing/);
    const scan = { create: { width: 64, height: 64, channels: 3, background: 'red' } } as const;
    const coefficients = { progressive: true, chromaSubsampling: '4:4:4' };
    const progressive = await sharp(scan).jpeg(coefficients).toBuffer();
    const frame = progressive.indexOf(Buffer.of(0xff, 0xc2));
    progressive.writeUInt16BE(side, frame + 5);
    progressive.writeUInt16BE(side, frame + 7);
    await tooMuch(progressive, /not progressive/);
  });

  it('gives up by itself when decoding takes too long', async () => {
    const side = 20_000;
    // Three gigabytes of black, in blocks of a hundred rows that are all alike.
    const block = deflateRawSync(Buffer.alloc(100 * (1 + side * 8)), {
      level: 1,
      finishFlush: constants.Z_FULL_FLUSH,
    });
    const pixels = Buffer.concat([Buffer.of(0x78, 1), ...Array<Buffer>(side / 100).fill(block)]);
    const slow = pngFile({ side, depth: 16, colour: 6, interlaced: false }, pixels);
    const limits = { maxPixels: 1e9, mayDropDetail: true, timeoutMs: 900 };
    await assert.rejects(
      decodeImage(slow, () => ({ height: 640, width: 640 }), limits),
      (error) => {
        assert.ok(error instanceof ImageError);
        assert.equal(error.code, 'timeout');
        assert.match(error.message, /longer than 1 s/);
        return true;
      },
    );
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
      ['BigTIFF', Buffer.from('II+\0\x08\0\0\0'), 'unsupported_type', /BigTIFF/],
      ['big-endian BigTIFF', Buffer.from('MM\0+\0\x08\0\0'), 'unsupported_type', /BigTIFF/],
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
