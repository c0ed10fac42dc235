import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { ROOT } from '../../../../scripts/paths.ts';
import { PictureConverter } from '../../../../src/deployment/local/pictureConverter.ts';

const picture = (): Sharp =>
  sharp({ create: { width: 300, height: 120, channels: 3, background: '#0a64c8' } });

describe('PictureConverter', () => {
  const converter = new PictureConverter(join(ROOT, 'src', 'server', 'entry.ts'));
  after(() => converter.dispose());
  const convert = (bytes: Uint8Array, longest: number, signal = new AbortController().signal) =>
    converter.convert(async () => bytes, longest, signal);

  it('makes JPEGs of TIFFs, in the wanted size and the right way up', async () => {
    const tiff = await picture().withMetadata({ orientation: 6 }).tiff().toBuffer();
    const { bytes, size } = await convert(tiff, 100);
    assert.deepEqual(size, { width: 120, height: 300 });
    const { format, width, height } = await sharp(bytes).metadata();
    assert.deepEqual([format, width, height], ['jpeg', 40, 100]);
    const { dominant } = await sharp(bytes).stats();
    assert.ok(Math.abs(dominant.b - 200) < 16 && dominant.r < 24, JSON.stringify(dominant));
  });

  it('refuses what is no picture and goes on, also after its process was let go', async () => {
    await assert.rejects(convert(Buffer.from('text'), 100), /not a picture/);
    const [one, two] = await Promise.all([
      convert(await picture().tiff().toBuffer(), 4096),
      convert(await picture().avif().toBuffer(), 4096),
    ]);
    assert.deepEqual([one.size, two.size], Array(2).fill({ width: 300, height: 120 }));
    converter.dispose();
    const again = await convert(await picture().tiff().toBuffer(), 4096);
    assert.equal(again.size.width, 300);
  });

  it('converts one after the other, and reads no picture that nobody waits for any more', async () => {
    const tiff = await picture().tiff().toBuffer();
    const left = new AbortController();
    let read = 0;
    const first = convert(tiff, 4096);
    const given = converter.convert(
      async () => {
        read++;
        return tiff;
      },
      4096,
      left.signal,
    );
    left.abort(new Error('left'));
    await assert.rejects(given, /left/);
    assert.deepEqual((await first).size, { width: 300, height: 120 });
    assert.equal(read, 0);
  });
});
