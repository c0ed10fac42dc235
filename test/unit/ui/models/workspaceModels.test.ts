import './useFakeVscode.ts';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { disk, Uri, watchers } from './fakeVscode.ts';

const { WorkspaceModels } = await import('../../../../src/ui/models/workspaceModels.ts');
const { WEIGHTS } = await import('../../../../src/ui/models/watchWeights.ts');

/** The file system answers in real time, while the clock stands still. */
async function passed(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await delay(20);
}

/** Lets time pass until something has happened, or it never will. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await passed(300);
}

/** Models of a workspace with these files; `changes` counts what was announced. */
async function opened(context: TestContext, paths: string[]) {
  mock.timers.enable({ apis: ['setTimeout'] });
  disk.paths = paths;
  disk.searches = 0;
  const models = new WorkspaceModels();
  context.after(() => {
    models.dispose();
    mock.timers.reset();
    assert.equal(watchers.size, 0, 'no watcher is left');
  });
  const seen = { changes: 0, models, list: async () => (await models.list()).map((u) => u.fsPath) };
  models.onDidChange(() => seen.changes++);
  assert.deepEqual(await seen.list(), paths);
  const [files, all] = [watchers.get(WEIGHTS), watchers.get('**')];
  assert.ok(files && all);
  return { seen, files, all };
}

test('what came while the watchers were not running yet is found ten seconds later', async (context) => {
  const { seen } = await opened(context, ['/w/a.onnx']);
  disk.paths = ['/w/a.onnx', '/w/b.onnx'];
  await passed(9_999);
  assert.equal(disk.searches, 1);
  await passed(1);
  assert.equal(disk.searches, 2);
  assert.equal(seen.changes, 1);
  assert.deepEqual(await seen.list(), ['/w/a.onnx', '/w/b.onnx']);
  await passed(60_000);
  assert.equal(disk.searches, 2, 'from then on the watchers tell');
});

test('that nothing came is not announced', async (context) => {
  const { seen } = await opened(context, ['/w/a.onnx']);
  await passed(10_000);
  assert.deepEqual([disk.searches, seen.changes], [2, 0]);
});

test('many changes are announced once, and searched for when somebody asks', async (context) => {
  const { seen, files } = await opened(context, ['/w/a.onnx']);
  for (let i = 0; i < 50; i++) files.created.fire(Uri.file(`/w/${i}.onnx`));
  disk.paths = ['/w/0.onnx'];
  await passed(300);
  assert.deepEqual([seen.changes, disk.searches], [1, 1]);
  assert.deepEqual(await seen.list(), ['/w/0.onnx']);
  assert.equal(disk.searches, 2);
  files.changed.fire(Uri.file('/w/0.onnx'));
  await passed(300);
  assert.equal(seen.changes, 2);
  await seen.list();
  assert.equal(disk.searches, 2, 'a written file is in the list already');
});

test('a folder of weights that goes is noticed, another one is not', async (context) => {
  const { seen, all } = await opened(context, ['/w/models/deep/a.onnx']);
  all.deleted.fire(Uri.file('/w/mod'));
  all.deleted.fire(Uri.file('/w/models/deeper'));
  await passed(300);
  await passed(300);
  assert.equal(seen.changes, 0);
  all.deleted.fire(Uri.file('/w/models'));
  await until(() => seen.changes > 0);
  assert.equal(seen.changes, 1);
});

test('a folder that comes may hold weights, a file of another kind does not', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'models-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const { seen, all } = await opened(context, []);
  const picture = join(folder, 'a.jpg');
  writeFileSync(picture, '');
  all.created.fire(Uri.file(picture));
  await passed(300);
  await passed(300);
  assert.equal(seen.changes, 0);
  mkdirSync(join(folder, 'models'));
  all.created.fire(Uri.file(join(folder, 'models')));
  await until(() => seen.changes > 0);
  assert.equal(seen.changes, 1);
});
