import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatYoloLabels, parseYoloLabels } from '../../../webview/detect/logic/yoloLabels.ts';

const picture = { width: 200, height: 100 };
const names = ['bolt', 'nut'];

describe('parseYoloLabels', () => {
  it('reads boxes in fractions of the picture, by any line end', () => {
    const { objects, badLines } = parseYoloLabels(
      '1 0.5 0.5 0.5 0.5\r\n\r\n',
      picture,
      'detect',
      names,
    );
    assert.deepEqual(badLines, []);
    assert.equal(objects[0]?.name, 'nut');
    assert.deepEqual(objects[0]?.bounds, { x: 50, y: 25, width: 100, height: 50 });
  });

  it('names the lines that are no labels, and keeps the others', () => {
    const text = '0 0.5 0.5 0.1 0.1\nbolt 1 2 3 4\n0 0.5\n-1 0.5 0.5 0.1 0.1\n9 0.5 0.5 0.1 0.1';
    const { objects, badLines } = parseYoloLabels(text, picture, 'detect', names);
    assert.deepEqual(badLines, [2, 3, 4]);
    assert.deepEqual(
      objects.map(({ name }) => name),
      ['bolt'],
    );
  });

  it('leaves out what lies outside the picture, but not what rounding moved', () => {
    const text = '0 0.5 0.5 1.000001 1\n0 320 240 64 48\n0 0.5 0.5 0.1 1.5\n0 1.5 0 2 0 2 2';
    const { objects, badLines } = parseYoloLabels(text, picture, 'segment', names);
    assert.deepEqual(badLines, [2, 3, 4]);
    assert.equal(objects.length, 1);
  });

  it('tells labels of classes that the model does not have apart', () => {
    const text = '0 0.5 0.5 0.1 0.1\n9 0.5 0.5 0.1 0.1\n7 0.5 0.5 0.1 0.1';
    const { objects, badLines, unknown } = parseYoloLabels(text, picture, 'detect', names);
    assert.deepEqual([objects.length, badLines, unknown], [1, [], [9, 7]]);
  });

  it('reads so many labels and says that there are more', () => {
    const line = '0 0.5 0.5 0.1 0.1\n';
    const { objects, cut } = parseYoloLabels(line.repeat(200_000), picture, 'detect', names);
    assert.deepEqual([objects.length, cut], [2000, true]);
    assert.equal(parseYoloLabels(line.repeat(2000), picture, 'detect', names).cut, false);
  });

  it('takes keypoints after a box for keypoints also where boxes are wanted', () => {
    const text = `0 0.5 0.5 0.2 0.4 ${'0.5 0.5 2 '.repeat(4)}`;
    const [person] = parseYoloLabels(text, picture, 'detect', names).objects;
    assert.equal(person?.bounds.height, 40);
  });

  it('reads polygons as masks, and as corners for oriented boxes', () => {
    const text = '0 0.1 0.1 0.3 0.1 0.3 0.5 0.1 0.5';
    const [mask] = parseYoloLabels(text, picture, 'segment', names).objects;
    assert.equal(mask?.outline.length, 4);
    assert.equal(mask?.oriented, false);
    const [box] = parseYoloLabels(text, picture, 'obb', names).objects;
    assert.equal(box?.oriented, true);
    assert.deepEqual(box?.corners[2], { x: 60, y: 50 });
  });

  it('takes the numbers after a pose’s box for keypoints', () => {
    const text = '0 0.5 0.5 0.2 0.4 0.5 0.5 2 0.6 0.6 2';
    const [person] = parseYoloLabels(text, picture, 'pose', names).objects;
    assert.equal(person?.outline.length, 0);
    assert.equal(person?.bounds.height, 40);
  });
});

describe('formatYoloLabels', () => {
  it('writes what it reads', () => {
    for (const [task, text] of [
      ['detect', '1 0.500000 0.500000 0.500000 0.500000\n'],
      ['obb', '0 0.100000 0.200000 0.300000 0.100000 0.400000 0.500000 0.200000 0.600000\n'],
      ['segment', '0 0.100000 0.200000 0.300000 0.100000 0.400000 0.500000\n'],
    ] as const) {
      const { objects } = parseYoloLabels(text, picture, task, names);
      assert.equal(formatYoloLabels(objects, picture), text);
    }
  });
});
