import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { Client } from '../../src/contract/client.ts';
import { type TiffParts, tiff } from '../support/tiff.ts';
import { MODEL, REPOSITORY, readyAddress, STACKS, type Stack } from './stacks.ts';

const SAMPLES = join(REPOSITORY, 'samples', 'parts');

interface Started {
  readonly client: Client;
  readonly pid: number;
}

async function start(t: TestContext, stack: Stack): Promise<Started> {
  const server = stack.start(t, ['--model', MODEL, '--port', '0']);
  const { hostname, port } = new URL(await readyAddress(server));
  const client = new Client({ host: hostname, port: Number(port) });
  t.after(() => client.close());
  return { client, pid: server.child.pid ?? 0 };
}

/** Most memory that a process ever had, in MiB; undefined where the system does not tell. */
function peakMib(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** A PNG of one colour that is small as a file and `width · height · 3` bytes as a picture. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((width * 3 + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), end]);
}

const byPlace = ([a = 0]: number[], [b = 0]: number[]): number => a - b;

for (const stack of STACKS) {
  describe(stack.name, { skip: stack.skip }, () => {
    test('a 100-megapixel PNG bomb: refused by its header, without its memory', async (t) => {
      const { client, pid } = await start(t, stack);
      const picture = bomb(10_000, 10_000);
      assert.ok(picture.length < 2 ** 20);
      const before = peakMib(pid);
      const refused = { name: 'ContractError', code: 'too_many_pixels', status: 413 };
      await Promise.all([1, 2, 3, 4].map(() => assert.rejects(client.predict(picture), refused)));
      const after = peakMib(pid);
      t.diagnostic(`peak before ${before?.toFixed()} MiB, after ${after?.toFixed()} MiB`);
      if (before && after)
        assert.ok(after - before < 64, 'as much as one picture would have taken');
    });

    test('a 40-megapixel JPEG is answered', async (t) => {
      const { client, pid } = await start(t, stack);
      const before = peakMib(pid);
      const create = { width: 8000, height: 5000, channels: 3 as const, background: '#6a8' };
      const picture = await sharp({ create }).jpeg().toBuffer();
      const { images } = await client.predict(picture);
      assert.ok(images[0] && 'results' in images[0]);
      assert.deepEqual(images[0].shape, [5000, 8000]);
      t.diagnostic(`peak before ${before?.toFixed()} MiB, after ${peakMib(pid)?.toFixed()} MiB`);
    });

    test('pictures of other kinds: 415 says which', async (t) => {
      const { client } = await start(t, stack);
      const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
      const kinds: [Buffer, RegExp][] = [
        [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /SVG/],
        [Buffer.from('<?xml version="1.0"?>\n<svg width="9" height="9"/>'), /SVG/],
        [heic, /HEIC/],
        [Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]), /BMP/],
      ];
      for (const [picture, message] of kinds) {
        await assert.rejects(client.predict(picture), {
          code: 'unsupported_type',
          status: 415,
          message,
        });
      }
    });

    test('TIFFs of measurements are refused; CMYK and YCbCr are pictures like others', async (t) => {
      const { client } = await start(t, stack);
      const [width, height] = [64, 48];
      const pixels = (bytes: number) => Buffer.alloc(width * height * bytes, 100);
      const kinds: [Omit<TiffParts, 'width' | 'height'>, RegExp | undefined][] = [
        [{ bits: [32], photometric: 1, format: 3, data: pixels(4) }, /floating-point numbers/],
        [{ bits: [32, 32, 32], photometric: 2, format: 3, data: pixels(12) }, /floating-point/],
        [{ bits: [16], photometric: 1, format: 2, data: pixels(2) }, /signed numbers/],
        [{ bits: [32], photometric: 1, format: 1, data: pixels(4) }, /numbers of 32 bits/],
        [{ bits: [8, 8, 8], photometric: 8, data: pixels(3) }, /CIELAB/],
        [{ bits: [8, 8, 8], photometric: 6, data: pixels(3) }, undefined],
        [{ bits: [16], photometric: 1, format: 1, data: pixels(2) }, undefined],
      ];
      for (const [parts, message] of kinds) {
        const answer = client.predict(tiff({ width, height, ...parts }));
        if (message === undefined) {
          const [image] = (await answer).images;
          assert.deepEqual(image && 'shape' in image && image.shape, [height, width]);
        } else {
          await assert.rejects(answer, { code: 'unsupported_type', status: 415, message });
        }
      }
      // The colours of the sample, stored as differences: not one object is lost.
      const rgb = await sharp(join(SAMPLES, 'images', 'line-01.jpg'))
        .resize(640)
        .raw()
        .toBuffer();
      const data = Buffer.alloc(rgb.length);
      for (let at = 0; at < rgb.length; at += 3) {
        const [r = 0, g = 0, b = 0] = rgb.subarray(at, at + 3);
        const y = 0.299 * r + 0.587 * g + 0.114 * b;
        data.set(
          [y, 128 + (b - y) / 1.772, 128 + (r - y) / 1.402].map((value) =>
            Math.min(255, Math.round(value)),
          ),
          at,
        );
      }
      const sized = { width: 640, height: 480, bits: [8, 8, 8] };
      const found = async (photometric: number, of: Buffer): Promise<number | undefined> => {
        const bytes = tiff({ ...sized, photometric, data: of });
        const [image] = (await client.predict(bytes, { conf: 0.5 })).images;
        return image && 'results' in image ? image.results.length : undefined;
      };
      const plain = await found(2, rgb);
      assert.ok(plain !== undefined && plain > 3);
      assert.equal(await found(6, data), plain);
      const sample = sharp(join(SAMPLES, 'images', 'line-01.jpg')).toColourspace('cmyk');
      for (const picture of [sample.clone().jpeg(), sample.clone().tiff({ compression: 'lzw' })]) {
        const [image] = (await client.predict(await picture.toBuffer(), { conf: 0.5 })).images;
        assert.ok(image && 'results' in image && image.results.length > 3);
      }
    });

    test('a TIFF is turned as it says, once', async (t) => {
      const { client } = await start(t, stack);
      const upright = join(SAMPLES, 'images', 'line-01.jpg');
      const boxes = async (orientation: number): Promise<number[][]> => {
        // Stored turned back, so that with its orientation it is upright again.
        const back = { 1: 0, 3: 180, 6: 270, 8: 90 }[orientation] ?? 0;
        const turned = await sharp(upright).rotate(back).toBuffer();
        const picture = await sharp(turned).tiff().withMetadata({ orientation }).toBuffer();
        const [image] = (await client.predict(picture, { conf: 0.5 })).images;
        assert.ok(image && 'results' in image);
        assert.deepEqual(image.shape, [960, 1280], String(orientation));
        return image.results.map(({ box }) => (box && 'x1' in box ? [box.x1, box.y1] : []));
      };
      const expected = (await boxes(1)).toSorted(byPlace);
      assert.ok(expected.length > 3);
      for (const orientation of [3, 6, 8]) {
        const found = (await boxes(orientation)).toSorted(byPlace);
        assert.equal(found.length, expected.length);
        const off = found.flatMap(([x = 0, y = 0], at) => {
          const [left = 0, top = 0] = expected[at] ?? [];
          return [Math.abs(x - left), Math.abs(y - top)];
        });
        assert.ok(Math.max(...off) < 4, `orientation ${orientation}: ${off}`);
      }
    });

    test('the event loop answers while eight heavy predictions run', async (t) => {
      const { client } = await start(t, stack);
      const noise = { type: 'gaussian' as const, mean: 120, sigma: 40 };
      const create = { width: 2400, height: 1800, channels: 3 as const, background: '#888', noise };
      const picture = await sharp({ create }).png({ compressionLevel: 1 }).toBuffer();
      let running = 8;
      const heavy = Promise.all(
        Array.from({ length: running }, () => client.predict(picture).finally(() => running--)),
      );
      const times: number[] = [];
      while (running > 0) {
        const began = performance.now();
        await client.live();
        times.push(performance.now() - began);
      }
      await heavy;
      times.sort((a, b) => a - b);
      const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
      t.diagnostic(`${times.length} answers meanwhile, p99 ${p99.toFixed(1)} ms`);
      assert.ok(times.length >= 5 && p99 < 500, `${times.length} answers, p99 ${p99} ms`);
    });
  });
}
