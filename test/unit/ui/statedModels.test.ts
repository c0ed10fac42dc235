import '../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import { EventEmitter, Uri } from '../../support/panelPreview/fakeVscode.ts';

const { StatedModels } = await import('../../../src/ui/project/statedModels.ts');

const folder = mkdtempSync(join(tmpdir(), 'yolo-stated-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'yolo.json');
let text = '';
const write = (models: object): void => {
  text = JSON.stringify({ name: 'a', models, deployments: {} });
  writeFileSync(file, text);
};

let lists = 0;
const changed = new EventEmitter<void>();
const stated = new StatedModels({
  onDidChange: changed.event,
  list: async () => {
    lists++;
    return [{ ...parseYoloJson(text), file: Uri.file(file), folder: Uri.file(folder) }];
  },
} as never);

test('what yolo.json states of a file, read again when that changes', async () => {
  const a = join(folder, 'models', 'a.onnx');
  write({ plain: { weights: 'models/a.onnx' } });
  assert.equal(await stated.of(a), undefined);
  write({
    plain: { weights: 'models/a.onnx' },
    named: { weights: 'models/a.onnx', names: ['x'], imgsz: 640 },
    again: { weights: 'models/a.onnx', names: ['y'] },
  });
  // Before anybody was told.
  assert.deepEqual(await stated.of(a), { names: ['x'], imgsz: 640 });
  assert.equal(await stated.of(join(folder, 'a.onnx')), undefined);
  assert.equal(lists, 2);
  let heard = 0;
  stated.onDidChange(() => heard++);
  changed.fire();
  await stated.of(a);
  assert.deepEqual([heard, lists], [1, 3]);
  // What has errors says nothing.
  write({ named: { weights: 'models/a.onnx', names: [] } });
  assert.equal(await stated.of(a), undefined);
});
