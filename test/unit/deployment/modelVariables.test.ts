import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modelVariables } from '../../../src/deployment/modelVariables.ts';
import { readCommand } from '../../../src/server/options.ts';

/** What a server makes of them. */
const told = (...args: Parameters<typeof modelVariables>) => {
  const command = readCommand(['--model', 'x.onnx'], modelVariables(...args));
  return command.kind === 'serve' ? command.options.overrides : undefined;
};

describe('what yolo.json states of a model', () => {
  it('reaches a server as it stands', () => {
    assert.deepEqual(told({}), {});
    assert.deepEqual(told({ family: 'yolox', task: 'obb', imgsz: 640 }), {
      ...{ family: 'yolox', task: 'obb', imgsz: { height: 640, width: 640 } },
    });
    assert.deepEqual(told({ imgsz: [320, 416] }), { imgsz: { height: 320, width: 416 } });
  });

  for (const names of [
    ['bolt', 'hex nut', '螺母'],
    ['tench, Tinca tinca', '"quoted"', "it's"],
    [' around ', '[a]', '$HOME', 'a\\b', '🔩'],
    ['[a'],
  ]) {
    it(`names ${names.join(' | ')}`, () => assert.deepEqual(told({ names })?.names, names));
  }

  it('is written as people write it where that is enough', () => {
    assert.equal(modelVariables({ names: ['bolt', 'hex nut'] })['YOLO_NAMES'], 'bolt,hex nut');
  });
});
