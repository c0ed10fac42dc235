import '../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { LocalServerError } from '../../../src/deployment/local/localServerError.ts';
import { BundledModels } from '../../../src/ui/models/bundledModels.ts';
import type { ModelReport } from '../../../src/ui/models/modelReport.ts';
import type { ModelReports } from '../../../src/ui/models/modelReports.ts';
import type { WorkspaceModels } from '../../../src/ui/models/workspaceModels.ts';
import type { TargetMemory } from '../../../src/ui/targets/targetMemory.ts';
import { Uri, workspace } from '../../support/panelPreview/fakeVscode.ts';

const { LocalTargets } = await import('../../../src/ui/targets/localTargets.ts');

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'yolo-targets-')));
after(() => rmSync(folder, { recursive: true }));
const file = (path: string): string => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), '');
  return join(folder, path);
};
const bundled = ['8', '10'].map((n) => file(`extension/samples/parts/models/parts-v${n}.onnx`));
const best = file('work/exp/best.onnx');
const other = file('work/exp2/best.onnx');
const broken = file('work/broken.onnx');
const classifier = file('work/a-cls.onnx');
const newest = bundled[1] ?? '';

const trust = workspace as { isTrusted?: boolean };
let chosen: string[] = [];
let own: string[] = [];
const connected: string[] = [];
let failure: Error | undefined;
let learnt: string | undefined;

const targets = new LocalTargets({
  servers: {
    connect: async (path: string) => {
      if (failure) throw failure;
      connected.push(path);
      return {};
    },
  } as never,
  models: { list: async () => own.map((path) => Uri.file(path)) } as unknown as WorkspaceModels,
  reports: {
    read: async (path: string) =>
      ({
        path,
        bytes: existsSync(path) ? 1 : undefined,
        header: existsSync(path) ? {} : undefined,
        spec: { task: path === classifier ? 'classify' : 'detect' },
        problem: path === broken ? { code: 'truncated', sentence: 's' } : undefined,
      }) as ModelReport,
  } as ModelReports,
  bundled: new BundledModels(join(folder, 'extension')),
  memory: {
    get ids() {
      return chosen.map((path) => `local:${path}`);
    },
    get task() {
      return learnt;
    },
    learn: async (task: string) => {
      learnt = task;
    },
  } as unknown as TargetMemory,
});
const labels = async (): Promise<string[]> => (await targets.list()).map(({ label }) => label);

beforeEach(() => {
  trust.isTrusted = true;
  [chosen, own, failure, learnt] = [[], [best, other, broken], undefined, undefined];
});

test('a detector goes before a classifier that nobody chose', async () => {
  own = [classifier, best, other];
  assert.deepEqual(await labels(), ['exp/best', 'exp2/best', 'a-cls']);
  chosen = [classifier];
  assert.deepEqual(await labels(), ['a-cls', 'exp/best', 'exp2/best']);
  [chosen, own] = [[], [classifier]];
  assert.equal((await targets.current())?.id, `local:${classifier}`);
});

test('the workspace’s usable models, told apart by their folders', async () => {
  assert.deepEqual(await labels(), ['exp/best', 'exp2/best']);
  assert.equal((await targets.current())?.id, `local:${best}`);
});

test('what was chosen comes first; a broken one stays only while it is the current one', async () => {
  chosen = [other];
  assert.deepEqual(await labels(), ['exp2/best', 'exp/best']);
  chosen = [broken, other];
  assert.deepEqual(await labels(), ['broken', 'exp2/best', 'exp/best']);
  chosen = [other, broken];
  assert.deepEqual(await labels(), ['exp2/best', 'exp/best']);
});

test('in the place of a model that is gone comes one of its task', async () => {
  const gone = file('work/gone.onnx');
  chosen = [gone, classifier];
  own = [classifier, best];
  assert.deepEqual(await labels(), ['gone', 'a-cls', 'best']);
  assert.equal(await targets.lost(), undefined);
  rmSync(gone);
  assert.deepEqual(await labels(), ['best', 'a-cls']);
  const lost = { id: `local:${gone}`, label: 'gone', task: 'detect' };
  assert.deepEqual(await targets.lost(), lost);
  assert.equal((await targets.current())?.id, `local:${best}`);
  // Where none has its task, the one that was chosen before.
  own = [];
  assert.deepEqual(await labels(), ['a-cls']);
  trust.isTrusted = false;
  assert.equal(await targets.lost(), undefined);
});

test('the bundled models where there are no others, newest first', async () => {
  own = [broken];
  assert.deepEqual(await labels(), ['parts-v10', 'parts-v8']);
  chosen = [bundled[0] ?? ''];
  assert.deepEqual(await labels(), ['parts-v8', 'parts-v10']);
});

test('without trust only the bundled models are listed, found and run', async () => {
  const held = targets.at(best);
  trust.isTrusted = false;
  chosen = [best];
  assert.deepEqual(await labels(), ['parts-v10', 'parts-v8']);
  assert.equal(await targets.find(`local:${best}`), undefined);
  assert.equal((await targets.current())?.id, `local:${newest}`);
  await assert.rejects(held.connect(), /best\.onnx is not one of the bundled models/);
  assert.deepEqual(connected, []);
  await targets.at(newest).connect();
  assert.deepEqual(connected, [newest]);
});

test('a link in the bundled folder’s name does not make a model a bundled one', async () => {
  trust.isTrusted = false;
  const link = join(folder, 'work', 'link.onnx');
  symlinkSync(best, link);
  await assert.rejects(targets.at(link).connect(), /not trusted/);
});

test('a target whose file is gone is not found', async () => {
  assert.equal(await targets.find(`local:${join(folder, 'gone.onnx')}`), undefined);
  assert.equal(await targets.find('container:1234'), undefined);
});

test('what a server says of a model stays as it is; the rest is said for people', async () => {
  failure = new LocalServerError('model-unusable', 'best.onnx is a web page.');
  await assert.rejects(targets.at(best).connect(), failure);
  failure = new LocalServerError('crashing', 'internal');
  await assert.rejects(targets.at(best).connect(), /best\.onnx keeps ending unexpectedly/);
  failure = new Error('aborted');
  await assert.rejects(targets.at(best).connect(), failure);
});
