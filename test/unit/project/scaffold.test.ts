import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import { type PlannedFile, planScaffold } from '../../../src/project/scaffold/plan.ts';
import { ScaffoldError } from '../../../src/project/scaffold/scaffoldError.ts';
import { listStacks } from '../../../src/project/scaffold/stacks.ts';
import { type Decision, writeScaffold } from '../../../src/project/scaffold/writeScaffold.ts';

const templates = join(ROOT, 'templates');
const entry = { model: 'v8', stack: 'onnx', image: 'parts:a', gpu: 'cpu' } as const;

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'yolo-scaffold-'));
  folder = join(root, 'workspace');
  mkdirSync(join(folder, 'models'), { recursive: true });
  writeFileSync(join(folder, 'models', 'a.onnx'), 'weights');
  writeFileSync(join(root, 'far.onnx'), 'far weights');
});
afterEach(() => rm(root, { recursive: true }));

const plan = (more: object = {}) =>
  planScaffold({
    folder,
    templates,
    device: 'cpu',
    project: 'parts',
    name: 'a',
    entry,
    weights: join(folder, 'models', 'a.onnx'),
    ...more,
  });
const states = (files: readonly PlannedFile[]) =>
  Object.fromEntries(files.map(({ path, state }) => [path, state]));
const write = (
  files: readonly PlannedFile[],
  decisions: [string, Decision][] = [],
  signal?: AbortSignal,
) => writeScaffold(folder, files, new Map(decisions), signal);
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const put = (path: string, text: string): void => writeFileSync(join(folder, path), text);
/** Everything below the folder, with what it holds. */
const snapshot = (): object =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );
const refusedFor = (code: string) => (error: unknown) =>
  error instanceof ScaffoldError && error.code === code;

describe('templates', () => {
  it('are found by their folders', async () => {
    const stacks = await listStacks(templates);
    assert.deepEqual(stacks.find(({ name }) => name === 'onnx')?.devices, ['cpu', 'gpu']);
    assert.deepEqual(await listStacks(join(templates, 'nowhere')), []);
    mkdirSync(join(root, 'own', 'empty'), { recursive: true });
    assert.deepEqual(await listStacks(join(root, 'own')), []);
  });

  it('of unknown stacks are refused', async () => {
    for (const stack of ['caffe', 'python', '../onnx', '__proto__']) {
      await assert.rejects(plan({ entry: { ...entry, stack } }), refusedFor('no-template'));
    }
  });
});

describe('scaffolding', () => {
  it('plans without writing, writes what it planned, and then finds all the same', async () => {
    const before = snapshot();
    const files = await plan();
    assert.deepEqual(states(files), {
      Dockerfile: 'new',
      '.dockerignore': 'new',
      'yolo.json': 'new',
    });
    assert.deepEqual(snapshot(), before);
    assert.deepEqual(await write(files), ['Dockerfile', '.dockerignore', 'yolo.json']);
    assert.equal(read('Dockerfile'), readFileSync(join(templates, 'onnx', 'Dockerfile'), 'utf8'));
    assert.deepEqual(parseYoloJson(read('yolo.json')).problems, []);
    assert.ok(Object.values(states(await plan())).every((state) => state === 'same'));
    assert.equal(readdirSync(folder).length, 4, 'no temporary files');
  });

  it('copies weights from elsewhere, and a GPU has a Dockerfile of its own', async () => {
    const files = await plan({ weights: join(root, 'far.onnx'), device: 'gpu' });
    assert.ok(states(files)['Dockerfile.cuda']);
    await write(files);
    assert.equal(read('models/far.onnx'), 'far weights');
    assert.match(read('yolo.json'), /"weights": "models\/far.onnx"/);
  });

  it('gives the Python stacks a server to own, and a Dockerfile beside that of onnx', async () => {
    writeFileSync(join(folder, 'models', 'a.pt'), 'weights');
    const weights = join(folder, 'models', 'a.pt');
    const files = await plan({ weights, entry: { ...entry, stack: 'pytorch' } });
    for (const path of [
      'Dockerfile.pytorch',
      'Dockerfile.pytorch.dockerignore',
      'requirements-pytorch.txt',
      'yolo_server/main.py',
      'yolo_server/backends/weights_pickle.py',
      'yolo_server/openapi.json',
    ]) {
      assert.equal(states(files)[path], 'new', path);
    }
    assert.equal(states(files)['Dockerfile'], undefined);
    const gpu = { weights, device: 'gpu', entry: { ...entry, stack: 'tensorrt', gpu: 0 } };
    assert.equal(states(await plan(gpu))['requirements-export.txt'], 'new');
    await assert.rejects(plan({ ...gpu, device: 'cpu' }), refusedFor('no-template'));
  });

  it('keeps files that exist, unless told otherwise', async () => {
    put('Dockerfile', 'FROM mine\n');
    put('.dockerignore', 'mine\n');
    const files = await plan();
    assert.equal(states(files)['Dockerfile'], 'exists');
    assert.deepEqual(await write(files, [['.dockerignore', 'overwrite']]), [
      '.dockerignore',
      'yolo.json',
    ]);
    assert.equal(read('Dockerfile'), 'FROM mine\n');
    assert.notEqual(read('.dockerignore'), 'mine\n');
  });

  it('adds to a yolo.json, whose comments stay, but not to a broken one', async () => {
    put('yolo.json', '{\n  // mine\n  "name": "own", "models": {}, "deployments": {}\n}\n');
    const files = await plan();
    assert.equal(states(files)['yolo.json'], 'extended');
    await write(files);
    assert.match(read('yolo.json'), /\/\/ mine/);
    assert.equal(parseYoloJson(read('yolo.json')).value?.name, 'own');
    put('yolo.json', '{ "name": ');
    await assert.rejects(plan(), refusedFor('broken-yolo-json'));
  });

  it('refuses names that would make yolo.json invalid', async () => {
    for (const name of ['A B', '__proto__', '$(id)', '']) {
      await assert.rejects(plan({ name }), refusedFor('broken-yolo-json'));
    }
    await assert.rejects(plan({ weights: join(root, 'gone.onnx') }), refusedFor('not-a-file'));
  });

  it('writes through no link and over no folder', async () => {
    symlinkSync(join(root, 'outside'), join(folder, 'Dockerfile'));
    await assert.rejects(plan(), refusedFor('not-a-file'));
    await rm(join(folder, 'Dockerfile'));
    mkdirSync(join(folder, 'Dockerfile'));
    await assert.rejects(plan(), refusedFor('not-a-file'));
  });

  it('leaves the folder by no way', async () => {
    await rm(join(folder, 'models'), { recursive: true });
    symlinkSync(root, join(folder, 'models'));
    await assert.rejects(plan({ weights: join(root, 'far.onnx') }), refusedFor('outside'));
    for (const path of ['../a', 'a/../../b', '/tmp/a', 'models/a']) {
      const file = { path, content: { text: 'x' }, state: 'new' } as const;
      await assert.rejects(write([file]), refusedFor('outside'), path);
    }
    assert.deepEqual(readdirSync(root).sort(), ['far.onnx', 'workspace']);
  });

  it('writes nothing when somebody else wrote meanwhile', async () => {
    const files = await plan();
    put('yolo.json', '{}');
    const before = snapshot();
    await assert.rejects(write(files), refusedFor('changed-meanwhile'));
    assert.deepEqual(snapshot(), before);
  });

  it('undoes everything when it is cancelled, at whichever file', async () => {
    put('Dockerfile', 'FROM mine\n');
    await rm(join(folder, 'models'), { recursive: true });
    const files = await plan({ weights: join(root, 'far.onnx') });
    const before = snapshot();
    for (let checks = 1; ; checks++) {
      let left = checks;
      const signal = new AbortController().signal;
      signal.throwIfAborted = () => {
        if (left-- === 1) throw new Error('cancelled');
      };
      const outcome = await write(files, [['Dockerfile', 'overwrite']], signal).catch(String);
      if (Array.isArray(outcome)) {
        assert.ok(checks > files.length, 'it was asked often');
        break;
      }
      assert.deepEqual(snapshot(), before, `cancelled at ${checks}`);
      assert.deepEqual(readdirSync(folder), ['Dockerfile'], `cancelled at ${checks}`);
    }
    assert.equal(read('models/far.onnx'), 'far weights');
  });

  it('undoes everything when the folder stops taking files', {
    skip: process.getuid?.() === 0,
  }, async () => {
    const files = await plan();
    const before = snapshot();
    chmodSync(folder, 0o500);
    await assert.rejects(write(files), refusedFor('cannot-write'));
    chmodSync(folder, 0o700);
    assert.deepEqual(snapshot(), before);
  });

  it('says of a folder that takes nothing what to do, without the name of a temporary file', {
    skip: process.platform !== 'linux',
  }, async () => {
    // The kernel's own folder takes no file, not even from root.
    const [file] = await plan();
    assert.ok(file?.state === 'new');
    await assert.rejects(
      writeScaffold('/sys', [{ ...file, path: 'Dockerfile' }], new Map()),
      /^Error: Nothing is written, because (?:you may not write into \/sys; give|\/sys can only be read; choose) [^.]*\.$/,
    );
  });

  it('undoes everything when the weights cannot be copied', async () => {
    const files = await plan({ weights: join(root, 'far.onnx') });
    const before = snapshot();
    await rm(join(root, 'far.onnx'));
    await assert.rejects(write(files), refusedFor('cannot-write'));
    assert.deepEqual(snapshot(), before);
  });
});
