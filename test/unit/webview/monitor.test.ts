import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryText, percent } from '../../../webview/monitor/figures.ts';
import { labelBaselines } from '../../../webview/monitor/labelBaselines.ts';
import { FrameRecord, frameAt, SPAN_MS } from '../../../webview/monitor/record.ts';
import { stack, total } from '../../../webview/monitor/stack.ts';
import type { Frame, UserFigures } from '../../../webview/monitorProtocol.ts';

const GIB = 2 ** 30;
const vram = ([, bytes]: UserFigures): number | null => bytes;
const frame = (time: number, ...figures: UserFigures[]): Frame => ({
  time,
  parts: { card: figures },
});

describe('the layers of a chart', () => {
  const layers = (frames: Frame[], gapMs = 3000) => stack(frames, 'card', ['a', 'b'], vram, gapMs);

  it('lie upon each other and add up', () => {
    const [a, b] = layers([
      frame(0, ['a', 2, 0], ['b', 3, 0]),
      frame(1000, ['b', 4, 0], ['a', 1, 0]),
    ]);
    assert.deepEqual(a?.pieces, [
      [
        { time: 0, low: 0, high: 2 },
        { time: 1000, low: 0, high: 1 },
      ],
    ]);
    assert.deepEqual(b?.pieces, [
      [
        { time: 0, low: 2, high: 5 },
        { time: 1000, low: 1, high: 5 },
      ],
    ]);
  });

  it('have a gap where nothing was looked at, or a figure was not told', () => {
    const [a, b] = layers([
      frame(0, ['a', 2, 0], ['b', 3, 0]),
      frame(1000, ['a', null, 0], ['b', 3, 0]),
      frame(2000, ['a', 2, 0], ['b', 3, 0]),
      frame(9000, ['a', 2, 0], ['b', 3, 0]),
    ]);
    const times = (layer: typeof a) => layer?.pieces.map((piece) => piece.map(({ time }) => time));
    assert.deepEqual(times(a), [[0], [2000], [9000]]);
    assert.deepEqual(times(b), [[0, 1000, 2000], [9000]]);
  });

  it('are empty for a card that no frame knows', () => {
    assert.deepEqual(stack([frame(0, ['a', 2, 0])], 'other', ['a'], vram, 3000), [
      { user: 'a', pieces: [] },
    ]);
    assert.equal(total(undefined, vram), null);
    assert.equal(total([['a', null, 0]], vram), null);
    assert.equal(
      total(
        [
          ['a', 1, 0],
          ['b', 2, 0],
        ],
        vram,
      ),
      3,
    );
  });
});

describe('the frames that the charts have', () => {
  it('go on one by one, and are asked for anew when one was missed', () => {
    const record = new FrameRecord();
    assert.equal(record.add(1, frame(0)), true, 'nothing is known before the first history');
    record.replace({ sequence: 7, frames: [frame(0), frame(1000)] });
    assert.equal(record.add(7, frame(1000)), false, 'one that is there already');
    assert.equal(record.add(8, frame(2000)), false);
    assert.equal(record.add(10, frame(4000)), true);
    assert.deepEqual(
      record.frames.map(({ time }) => time),
      [0, 1000, 2000],
    );
  });

  it('reach back five minutes', () => {
    const record = new FrameRecord();
    record.replace({ sequence: 0, frames: [frame(0), frame(1000)] });
    record.add(1, frame(SPAN_MS + 500));
    assert.deepEqual(
      record.frames.map(({ time }) => time),
      [1000, SPAN_MS + 500],
    );
  });

  it('stay as long as they are looked at, however much comes meanwhile', () => {
    const record = new FrameRecord();
    const times = (): number[] => record.frames.map(({ time }) => time);
    record.replace({ sequence: 0, frames: [frame(0), frame(1000)] });
    record.hold(1000);
    record.add(1, frame(2000));
    record.add(2, frame(SPAN_MS + 5000));
    assert.deepEqual(times(), [0, 1000, SPAN_MS + 5000]);
    const frames = [frame(SPAN_MS + 5000), frame(SPAN_MS + 7000)];
    record.replace({ sequence: 4, frames });
    assert.deepEqual(times(), [0, 1000, SPAN_MS + 5000, SPAN_MS + 7000]);
    record.hold();
    assert.deepEqual(times(), [SPAN_MS + 5000, SPAN_MS + 7000]);
  });

  it('are found by a time, where one is near', () => {
    const frames = [frame(0), frame(1000), frame(60_000)];
    assert.equal(frameAt(frames, 700, 5000), frames[1]);
    assert.equal(frameAt(frames, 59_000, 5000), frames[2]);
    assert.equal(frameAt(frames, 30_000, 5000), undefined);
    assert.equal(frameAt([], 0, 5000), undefined);
  });
});

it('labels of lines that are close do not lie on each other', () => {
  assert.deepEqual(labelBaselines([50, 80], 10), [47, 77]);
  assert.deepEqual(labelBaselines([50, 54], 10), [47, 64]);
  assert.deepEqual(labelBaselines([5, 7], 10), [15, 27]);
});

it('figures are as the tree has them, and what is not told is never 0', () => {
  assert.equal(memoryText(2.1 * GIB, 4 * GIB, 'n/a'), '2.1/4.0 GiB');
  assert.equal(memoryText(3 * 2 ** 20, null, 'n/a'), '3 MiB');
  assert.equal(memoryText(null, 4 * GIB, 'n/a'), 'n/a');
  assert.deepEqual(
    [percent(0.634, 'n/a'), percent(null, 'n/a'), percent(0, 'n/a')],
    ['63 %', 'n/a', '0 %'],
  );
});
