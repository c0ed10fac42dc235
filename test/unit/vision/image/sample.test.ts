import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { float16Bits } from '../../../../src/vision/image/encoding.ts';
import {
  centreCrop,
  letterbox,
  roundHalfEven,
  toPicture,
  topLeft,
} from '../../../../src/vision/image/placement.ts';
import { fillPadding, samplePicture } from '../../../../src/vision/image/sample.ts';
import { widenFloat16 } from '../../../../src/vision/postprocess/float16.ts';
import { seeded } from '../../../support/random.ts';

const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
const plain = { table: bytes, planes: [0, 1, 2] } as const;

describe('placement', () => {
  it('rounds half to even, as Python does', () => {
    assert.deepEqual([0.5, 1.5, 2.5, -0.1, 2.4, 2.6].map(roundHalfEven), [0, 2, 2, 0, 2, 3]);
  });

  it('letterboxes with the odd pixel of padding at the bottom and right', () => {
    const placed = letterbox({ height: 425, width: 640 }, { height: 320, width: 320 });
    assert.deepEqual(placed.resized, { height: 212, width: 320 });
    assert.deepEqual([placed.left, placed.top], [0, 54]);
    const odd = letterbox({ height: 100, width: 99 }, { height: 100, width: 100 });
    assert.deepEqual([odd.left, odd.top], [0, 0]);
  });

  it('maps input pixels back to where they came from, for any shape', () => {
    const random = seeded(1);
    for (let n = 0; n < 500; n++) {
      const picture = {
        height: 1 + Math.floor(random() * 900),
        width: 1 + Math.floor(random() * 900),
      };
      const input = {
        height: 32 * (1 + Math.floor(random() * 20)),
        width: 32 * (1 + Math.floor(random() * 20)),
      };
      for (const place of [letterbox, topLeft, centreCrop]) {
        const placed = place(picture, input);
        const x = picture.width / 3;
        const y = picture.height / 4;
        const back = toPicture(
          placed,
          picture,
          x * placed.scaleX + placed.left,
          y * placed.scaleY + placed.top,
        );
        assert.ok(Math.abs(back.x - x) < 1e-6 && Math.abs(back.y - y) < 1e-6);
      }
      const { resized } = letterbox(picture, input);
      assert.ok(resized.height <= input.height && resized.width <= input.width);
      const cover = centreCrop(picture, input);
      assert.ok(cover.resized.height >= input.height && cover.resized.width >= input.width);
    }
  });

  it('clips points outside the picture', () => {
    const size = { height: 50, width: 100 };
    const placed = letterbox(size, { height: 100, width: 100 });
    assert.deepEqual(toPicture(placed, size, -10, 99), { x: 0, y: 50 });
  });
});

describe('samplePicture', () => {
  it('copies a picture of the input size, and swaps channels where asked', () => {
    const data = Uint8Array.from([10, 20, 30, 40, 50, 60]);
    const size = { height: 1, width: 2 };
    const image = { data, size, original: size };
    const out = new Uint8Array(6);
    samplePicture(image, letterbox(size, size), plain, out);
    assert.deepEqual([...out], [10, 40, 20, 50, 30, 60]);
    samplePicture(image, letterbox(size, size), { table: bytes, planes: [2, 1, 0] }, out);
    assert.deepEqual([...out], [30, 60, 20, 50, 10, 40]);
    const grey = new Uint8Array(2);
    samplePicture(image, letterbox(size, size), { table: bytes, planes: 'grey' }, grey);
    assert.deepEqual(
      [...grey],
      [Math.round(2.99 + 11.74 + 3.42), Math.round(11.96 + 29.35 + 6.84)],
    );
  });

  it('interpolates between half-pixel centres and pads with grey 114', () => {
    const size = { height: 1, width: 2 };
    const image = { data: Uint8Array.from([0, 0, 0, 200, 200, 200]), size, original: size };
    const input = { height: 4, width: 4 };
    const out = new Uint8Array(3 * 16);
    fillPadding(plain, out);
    samplePicture(image, letterbox(size, input), plain, out);
    assert.deepEqual([...out.subarray(0, 4)], [114, 114, 114, 114]);
    assert.deepEqual([...out.subarray(4, 8)], [0, 50, 150, 200]);
    assert.deepEqual([...out.subarray(12, 16)], [114, 114, 114, 114]);
  });

  it('stays within one grey level of exact bilinear interpolation at any scale', () => {
    const random = seeded(7);
    for (let n = 0; n < 60; n++) {
      const size = { height: 2 + Math.floor(random() * 60), width: 2 + Math.floor(random() * 60) };
      const data = Uint8Array.from({ length: size.height * size.width * 3 }, () => random() * 256);
      const input = { height: 2 + Math.floor(random() * 60), width: 2 + Math.floor(random() * 60) };
      const placed = letterbox(size, input);
      const out = new Uint8Array(3 * input.height * input.width);
      samplePicture({ data, size, original: size }, placed, plain, out);
      const { height, width } = placed.resized;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const sy = Math.max(0, ((y + 0.5) * size.height) / height - 0.5);
          const sx = Math.max(0, ((x + 0.5) * size.width) / width - 0.5);
          const [y0, x0] = [
            Math.min(Math.floor(sy), size.height - 1),
            Math.min(Math.floor(sx), size.width - 1),
          ];
          const [y1, x1] = [Math.min(y0 + 1, size.height - 1), Math.min(x0 + 1, size.width - 1)];
          const at = (row: number, column: number): number =>
            data[(row * size.width + column) * 3] ?? 0;
          const [v, u] = [sy - y0, sx - x0];
          const exact =
            (at(y0, x0) * (1 - u) + at(y0, x1) * u) * (1 - v) +
            (at(y1, x0) * (1 - u) + at(y1, x1) * u) * v;
          const got = out[(y + placed.top) * input.width + x + placed.left] ?? -1;
          assert.ok(Math.abs(got - exact) <= 1.01, `${got} is not ${exact}`);
        }
      }
    }
  });
});

describe('float16', () => {
  it('round-trips every byte value, scaled or not', () => {
    for (let byte = 0; byte < 256; byte++) {
      assert.equal(widenFloat16(Uint16Array.of(float16Bits(byte)))[0], byte);
      const scaled = byte / 255;
      const got = widenFloat16(Uint16Array.of(float16Bits(scaled)))[0] ?? -1;
      assert.ok(Math.abs(got - scaled) <= scaled / 2048 + 2 ** -25, `${scaled} → ${got}`);
    }
  });

  it('widens signs, infinities, NaN and subnormals', () => {
    const wide = widenFloat16(Uint16Array.of(0xbc00, 0x7c00, 0xfc00, 0x7e00, 0x0001, 0x8000));
    assert.deepEqual([...wide], [-1, Infinity, -Infinity, Number.NaN, 2 ** -24, -0]);
  });
});
