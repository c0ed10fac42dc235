import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Card } from '../../../src/project/checkBudget.ts';
import { checkYoloJson } from '../../../src/project/checkYoloJson.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import { vramBytes } from '../../../src/project/vramBytes.ts';
import { inEnglish } from '../../../src/text/sentence.ts';
import { project } from './project.ts';

const GIB = 2 ** 30;
const root = mkdtempSync(join(tmpdir(), 'yolo-check-'));
after(() => rmSync(root, { recursive: true }));
const workspace = join(root, 'workspace');
const folder = join(workspace, 'line');
mkdirSync(join(folder, 'models'), { recursive: true });
writeFileSync(join(root, 'secret.onnx'), 'x');
writeFileSync(join(workspace, 'shared.onnx'), 'x');
writeFileSync(join(folder, 'models', 'a.onnx'), 'x');
symlinkSync(join(root, 'secret.onnx'), join(folder, 'escape.onnx'));
symlinkSync(root, join(folder, 'up'));
symlinkSync(join(workspace, 'shared.onnx'), join(folder, 'shared.onnx'));
symlinkSync(join(root, 'nothing'), join(folder, 'broken.onnx'));
symlinkSync('loop.onnx', join(folder, 'loop.onnx'));

const codes = async (text: string, cards?: readonly Card[]) =>
  (await checkYoloJson(parseYoloJson(text), { folder, workspace, ...(cards && { cards }) })).map(
    ({ code }) => code,
  );

describe('holding yolo.json against the disk', () => {
  for (const [weights, expected] of [
    ['models/a.onnx', []],
    ['shared.onnx', []],
    ['models/b.onnx', ['weights-missing']],
    ['broken.onnx', ['weights-missing']],
    ['loop.onnx', ['weights-missing']],
    ['models/a.onnx/b', ['weights-missing']],
    ['models', ['weights-not-file']],
    ['escape.onnx', ['weights-outside']],
    ['up/secret.onnx', ['weights-outside']],
    // The text alone says enough of these, and nothing is looked up.
    ['../../secret.onnx', []],
    ['/etc/passwd', []],
  ] as const) {
    it(`says of ${weights}: ${expected.join() || 'nothing'}`, async () => {
      assert.deepEqual(await codes(project({ a: { weights } })), expected);
    });
  }

  it('looks at files with other errors too, and at what is no project', async () => {
    const text = '{"models": {"a": {"weights": "gone.onnx"}}, "x": [1, }';
    assert.deepEqual(await codes(text), ['weights-missing']);
    for (const odd of ['', '[]', '{"models": 5}', '{"models": {"a": 5}}']) {
      assert.deepEqual(await codes(odd), []);
    }
  });
});

describe('holding yolo.json against the cards', () => {
  const cards: readonly Card[] = [
    { index: 0, uuid: 'GPU-aaaa', name: 'small', totalBytes: 8 * GIB },
    { index: 1, uuid: 'GPU-bbbb', name: 'large', totalBytes: 24 * GIB },
  ];
  const entry = { model: 'v8', stack: 'onnx', image: 'a:b' };
  for (const [more, expected] of [
    [{ vram: '8GiB', gpu: 0 }, []],
    [{ vram: '9GiB', gpu: 0 }, ['budget-exceeds-card']],
    [{ vram: '9GiB', gpu: 'GPU-bbbb' }, []],
    [{ vram: '9GiB' }, []],
    [{ vram: '25GiB', gpu: 'auto' }, ['budget-exceeds-card']],
    [{ vram: '40%', gpu: 0, replicas: 2 }, []],
    [{ vram: '40%', gpu: 0, replicas: 3 }, ['budget-exceeds-card']],
    [{ vram: '40%', replicas: 3 }, []],
    [{ vram: '40%', gpu: 'pack', replicas: 3 }, []],
    [{ vram: '25GiB', gpu: 'spread' }, ['budget-exceeds-card']],
    [{ gpu: 2 }, ['no-such-card']],
    [{ vram: '900GiB', gpu: 'cpu' }, []],
    [{ vram: 'lots', gpu: 0 }, []],
  ] as const) {
    it(`says of ${JSON.stringify(more)}: ${expected.join() || 'nothing'}`, async () => {
      const text = project({ v8: { weights: 'models/a.onnx' } }, { a: { ...entry, ...more } });
      assert.deepEqual(await codes(text, cards), expected);
      assert.deepEqual(await codes(text), [], 'silent without cards');
      assert.deepEqual(await codes(text, []), []);
    });
  }

  it('names the slices of a card that is divided, and what there is for one that is not there', async () => {
    const slice = (index: number): Card => ({
      uuid: `MIG-${index}`,
      name: `GPU 1 · 1g.10gb #${index}`,
      sliceOf: { index: 1, uuid: 'GPU-bbbb' },
    });
    const host: readonly Card[] = [
      { index: 0, uuid: 'GPU-aaaa', name: 'small' },
      slice(0),
      slice(2),
    ];
    const said = async (gpu: unknown): Promise<string> => {
      const parsed = parseYoloJson(project(undefined, { a: { ...entry, gpu } }));
      const [problem] = await checkYoloJson(parsed, { folder, workspace, cards: host });
      return problem ? inEnglish(problem.message) : '';
    };
    const slices = 'MIG-0 (GPU 1 · 1g.10gb #0), MIG-2 (GPU 1 · 1g.10gb #2)';
    const divided = `This GPU is divided into MIG slices and cannot be had as a whole; name one of them: ${slices}.`;
    assert.equal(await said(1), divided);
    assert.equal(await said('GPU-bbbb'), divided);
    assert.equal(await said('MIG-2'), '');
    assert.equal(await said(7), `This host has no such GPU; it has 0 (small), ${slices}.`);
  });

  it('is silent where a card does not tell its memory', async () => {
    const text = project(undefined, { a: { ...entry, vram: '900GiB' } });
    assert.deepEqual(await codes(text, [{ index: 0, uuid: 'GPU-a', name: 'x' }]), []);
  });
});

describe('a budget in bytes', () => {
  it('is exact, and a share needs a card', () => {
    assert.equal(vramBytes('4GiB'), 4 * GIB);
    assert.equal(vramBytes('512MiB', 1), 2 ** 29);
    assert.equal(vramBytes('1.5GiB'), 1.5 * GIB);
    assert.equal(vramBytes('40%', 10 * GIB), 4 * GIB);
    assert.equal(vramBytes('40%'), undefined);
    for (const none of ['', '4GB', '0%', '-1GiB', 'NaNGiB', '4GiB '])
      assert.equal(vramBytes(none, GIB), undefined, none);
  });
});
