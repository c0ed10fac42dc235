import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { areaOf } from '../../../webview/detect/logic/geometry.ts';
import { formatYoloLabels, parseYoloLabels } from '../../../webview/detect/logic/yoloLabels.ts';

const picture = { width: 200, height: 100 };
const labels = ['bolt', 'nut'];
const read = (text: string, task: string, keypoints?: number) =>
  parseYoloLabels(text, picture, {
    task,
    labels,
    ...(keypoints && { keypoints: { count: keypoints } }),
  });

describe('parseYoloLabels', () => {
  it('reads boxes in fractions of the picture, by any line end', () => {
    const { objects, badLines } = read('1 0.5 0.5 0.5 0.5\r\n\r\n', 'detect');
    assert.deepEqual(badLines, []);
    assert.equal(objects[0]?.name, 'nut');
    assert.deepEqual(objects[0]?.bounds, { x: 50, y: 25, width: 100, height: 50 });
  });

  it('names the lines that are no labels, and keeps the others', () => {
    const text = '0 0.5 0.5 0.1 0.1\nbolt 1 2 3 4\n0 0.5\n-1 0.5 0.5 0.1 0.1\n9 0.5 0.5 0.1 0.1';
    const { objects, badLines } = read(text, 'detect');
    assert.deepEqual(badLines, [2, 3, 4]);
    assert.deepEqual(
      objects.map(({ name }) => name),
      ['bolt'],
    );
  });

  it('leaves out what lies outside the picture, but not what rounding moved', () => {
    const text = '0 0.5 0.5 1.000001 1\n0 320 240 64 48\n0 0.5 0.5 0.1 1.5\n0 1.5 0 2 0 2 2';
    const { objects, badLines } = read(text, 'segment');
    assert.deepEqual(badLines, [2, 3, 4]);
    assert.equal(objects.length, 1);
  });

  it('tells labels of classes that the model does not have apart', () => {
    const text = '0 0.5 0.5 0.1 0.1\n9 0.5 0.5 0.1 0.1\n7 0.5 0.5 0.1 0.1';
    const { objects, badLines, unknown } = read(text, 'detect');
    assert.deepEqual([objects.length, badLines, unknown], [1, [], [9, 7]]);
  });

  it('reads so many labels and says that there are more', () => {
    const line = '0 0.5 0.5 0.1 0.1\n';
    const { objects, cut } = read(line.repeat(200_000), 'detect');
    assert.deepEqual([objects.length, cut], [2000, true]);
    assert.equal(read(line.repeat(2000), 'detect').cut, false);
  });

  it('reads polygons as masks, and as corners for oriented boxes', () => {
    const text = '0 0.1 0.1 0.3 0.1 0.3 0.5 0.1 0.5';
    const [mask] = read(text, 'segment').objects;
    assert.equal(mask?.outline.length, 4);
    assert.equal(mask?.oriented, false);
    const [box] = read(text, 'obb').objects;
    assert.equal(box?.oriented, true);
    assert.deepEqual(box?.corners[2], { x: 60, y: 50 });
  });

  it('leaves out what has no width or no height, and tells it', () => {
    const text = '0 0.5 0.5 0 0.1\n0 0.5 0.5 0.1 0\n0 0.5 0.5 0.1 0.1\n0 0.1 0.1 0.5 0.1 0.9 0.1';
    const { objects, badLines, flatLines } = read(text, 'segment');
    assert.deepEqual([objects.length, badLines, flatLines], [1, [], [1, 2, 4]]);
    const line = '0 0.1 0.1 0.2 0.2 0.3 0.3 0.4 0.4';
    assert.deepEqual(read(line, 'obb').flatLines, [1]);
  });

  it('reads saved predictions as boxes with a confidence and a track, and says so', () => {
    for (const task of ['detect', 'segment', 'pose', 'obb']) {
      for (const tail of ['0.87', '0.87 3', '1 1']) {
        const { objects, badLines, scored } = read(`0 0.5 0.5 0.2 0.4 ${tail}\n`.repeat(2), task);
        assert.deepEqual([objects.length, badLines, scored], [2, [], true], `${task} ${tail}`);
        assert.equal(objects[0]?.bounds.height, 40);
        assert.deepEqual(objects[0]?.outline, []);
      }
    }
    assert.equal(read('0 0.5 0.5 0.2 0.4', 'detect').scored, false);
    assert.deepEqual(read('0 0.5 0.5 0.2 0.4 7.5', 'detect').badLines, [1]);
  });

  it('reads six numbers as a triangle where they are no box with confidence and track', () => {
    const triangle = '0 0.1 0.1 0.5 0.1 0.3 0.6';
    const [object] = read(triangle, 'detect').objects;
    assert.equal(object?.outline.length, 3);
    // One that touches the picture's edge ends as a track would: the file's other lines tell.
    const { objects } = read(`${triangle}\n0 0.1 0.1 0.5 0.1 0.3 1`, 'detect');
    assert.deepEqual(objects[1]?.bounds, { x: 20, y: 10, width: 80, height: 90 });
  });

  it('reads outlines with the confidence and track of a prediction', () => {
    const outline = '0 0.1 0.1 0.3 0.1 0.3 0.5 0.1 0.5';
    for (const tail of ['0.7', '0.7 12']) {
      const { objects, scored } = read(`${outline} ${tail}`, 'segment');
      assert.deepEqual([objects[0]?.outline.length, scored], [4, true]);
      const [box] = read(`${outline} ${tail}`, 'obb').objects;
      assert.deepEqual(box?.corners[2], { x: 60, y: 50 });
    }
  });

  it('takes four corners in any order, and nothing else, for an oriented box', () => {
    const [box] = read('0 0.1 0.1 0.3 0.5 0.3 0.1 0.1 0.5', 'obb').objects;
    assert.equal(areaOf(box?.corners ?? []), 40 * 40);
    assert.deepEqual(read('0 0.1 0.1 0.3 0.1 0.3 0.5 0.2 0.6 0.1 0.5', 'obb').badLines, [1]);
  });

  describe('with keypoints', () => {
    // Of a person with arms and legs: what comes after the box jumps to and fro.
    const places = ['0.5 0.35', '0.45 0.4', '0.55 0.4', '0.42 0.5', '0.58 0.55', '0.5 0.65'];
    const box = '0 0.5 0.5 0.2 0.4';
    const line = (third: string, tail = '') =>
      `${box} ${places.map((place) => `${place}${third}`).join(' ')}${tail}`;

    it('shows those of a pose, where somebody marked them', () => {
      const [person] = read('0 0.5 0.5 0.2 0.4 0.5 0.5 2 0 0 0 0.6 0.6 1', 'pose', 3).objects;
      assert.equal(person?.bounds.height, 40);
      assert.deepEqual(
        person?.keypoints.map(({ x, y, visible }) => [x, y, visible >= 0.5]),
        [
          [100, 50, true],
          [0, 0, false],
          [120, 60, true],
        ],
      );
      const [flat] = read(line(''), 'pose', 6).objects;
      assert.equal(flat?.keypoints.length, 6);
    });

    it('tells lines that have another number of keypoints than the model', () => {
      assert.deepEqual(read(`${line(' 2')}\n${box} 0.5 0.5 2`, 'pose', 6).badLines, [2]);
      assert.equal(read(box, 'pose', 6).objects.length, 1);
    });

    it('knows saved predictions of a pose', () => {
      for (const tail of [' 0.9', ' 0.9 4']) {
        const { objects, scored } = read(line(' 0.98', tail), 'pose', 6);
        assert.deepEqual([objects[0]?.keypoints.length, scored], [6, true]);
        assert.equal(read(line(' 0.98', tail), 'pose').objects[0]?.keypoints.length, 6);
      }
    });

    it('takes them for no outline where boxes or masks are wanted', () => {
      for (const task of ['detect', 'segment']) {
        for (const third of [' 2', ' 1', '', ' 0.98']) {
          for (const tail of ['', ' 0.9', ' 0.9 4']) {
            const text = `${line(third, tail)}\n`.repeat(2);
            const { objects, badLines } = read(text, task);
            assert.deepEqual([objects.length, badLines], [2, []], `${task} “${third}” “${tail}”`);
            assert.deepEqual(objects[0]?.outline, []);
            assert.equal(objects[0]?.bounds.height, 40);
          }
        }
      }
    });

    it('lets one line that is wrong not make outlines of the others', () => {
      const text = `${`${line(' 2')}\n`.repeat(3)}0 0.5 0.5 0.2 0.4 0.5 0.5 0.5 0.5 2`;
      const { objects, badLines } = read(text, 'detect');
      assert.deepEqual([objects.map(({ outline }) => outline.length), badLines], [[0, 0, 0], [4]]);
    });

    it('takes an outline around the middle of the picture for an outline', () => {
      const round = Array.from({ length: 24 }, (_, i) => {
        const angle = (i / 24) * 2 * Math.PI;
        return `${0.5 + 0.2 * Math.cos(angle)} ${0.5 + 0.2 * Math.sin(angle)}`;
      });
      for (const task of ['detect', 'segment']) {
        const [object] = read(`0 ${round.join(' ')}`, task).objects;
        assert.equal(object?.outline.length, 24);
      }
    });
  });
});

describe('formatYoloLabels', () => {
  it('writes what it reads', () => {
    for (const [task, text] of [
      ['detect', '1 0.500000 0.500000 0.500000 0.500000\n'],
      ['obb', '0 0.100000 0.200000 0.300000 0.100000 0.400000 0.500000 0.200000 0.600000\n'],
      ['segment', '0 0.100000 0.200000 0.300000 0.100000 0.400000 0.500000\n'],
    ] as const) {
      const { objects } = read(text, task);
      assert.equal(formatYoloLabels(objects, picture), text);
    }
  });
});
