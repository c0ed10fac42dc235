import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { type PoolOptions, WorkerPool } from '../../src/server/pool/workerPool.ts';
import type { ServerError } from '../../src/server/serverError.ts';
import { DEFAULT_OPTIONS } from '../../src/vision/defaults.ts';
import { MODEL } from '../contract/stacks.ts';

const model = MODEL;
let good: Uint8Array;

before(async () => {
  const create = { width: 64, height: 48, channels: 3 as const, background: '#888' };
  good = await sharp({ create }).jpeg().toBuffer();
});

/** A picture on which the worker of these tests comes to grief. */
const bad = (misfortune: string): Uint8Array => Buffer.from(misfortune.padEnd(10));

function start(
  t: TestContext,
  {
    name = 'model',
    workers = 1,
    model: file = model,
    ...options
  }: Partial<PoolOptions> & Settings = {},
): WorkerPool {
  const pool = new WorkerPool({
    script: fileURLToPath(new URL('./fragileWorker.ts', import.meta.url)),
    queue: 8,
    timeoutMs: 20_000,
    settings: {
      ...{ model: file ?? '', name, workers, threads: 1, device: 'cpu' },
      ...{ overrides: {}, defaults: DEFAULT_OPTIONS, maxPixels: 1e6 },
    },
    ...options,
  });
  t.after(() => pool.close());
  return pool;
}

interface Settings {
  readonly model?: string;
  readonly name?: string;
  readonly workers?: number;
}

async function ready(pool: WorkerPool): Promise<WorkerPool> {
  await pool.settled;
  assert.equal(pool.state.phase, 'ready', JSON.stringify(pool.state));
  return pool;
}

/** Asks as a request with one picture does. */
async function ask(pool: WorkerPool, image: Uint8Array, signal?: AbortSignal): Promise<unknown> {
  pool.admit();
  return pool.predict(image, {}, signal);
}

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (error: ServerError) => error.code,
  );

for (const misfortune of ['exit', 'throw']) {
  test(`a worker lost (${misfortune}): only its own picture fails`, async (t) => {
    const pool = await ready(start(t));
    const codes = await Promise.all([
      code(pool.predict(good, {})),
      code(pool.predict(bad(misfortune), {})),
      code(pool.predict(good, {})),
      code(pool.predict(good, {})),
    ]);
    assert.deepEqual(codes, ['answered', 'worker_lost', 'answered', 'answered']);
    assert.equal(pool.load.queued, 0);
  });
}

test('a worker that ended while idle costs nobody a picture', async (t) => {
  const pool = await ready(start(t));
  assert.equal(await code(pool.predict(bad('later'), {})), 'not_an_image');
  await sleep(200);
  assert.equal(await code(pool.predict(good, {})), 'answered');
});

test('over the time limit: 504, the worker replaced, the rest answered', async (t) => {
  // Shorter than a new worker needs to load the model, which must not count as the picture's time.
  const pool = await ready(start(t, { timeoutMs: 150 }));
  const codes = await Promise.all([
    code(pool.predict(bad('hang'), {})),
    code(pool.predict(good, {})),
    code(pool.predict(bad('hang'), {})),
    code(pool.predict(good, {})),
  ]);
  assert.deepEqual(codes, ['timeout', 'answered', 'timeout', 'answered']);
});

test('beyond the queue: refused at once; nothing may wait, all the same accepted', async (t) => {
  const pool = await ready(start(t, { queue: 0, workers: 2 }));
  const codes = [1, 2, 3, 4].map(() => code(ask(pool, bad('wait'))));
  assert.deepEqual(await Promise.all(codes), [
    'not_an_image',
    'not_an_image',
    'queue_full',
    'queue_full',
  ]);
  assert.equal(await code(ask(pool, good)), 'answered');
});

test('what waits for a client that left is dropped; what runs is finished', async (t) => {
  const pool = await ready(start(t, { queue: 2 }));
  const client = new AbortController();
  const running = pool.predict(bad('wait'), {}, client.signal);
  const waiting = pool.predict(good, {}, client.signal);
  const other = pool.predict(good, {});
  assert.equal(await code(ask(pool, good)), 'queue_full');
  client.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  assert.equal(pool.load.queued, 1);
  await assert.rejects(pool.predict(good, {}, client.signal), { name: 'AbortError' });
  assert.equal(await code(running), 'not_an_image');
  assert.equal(await code(other), 'answered');
});

test('only the bytes of a picture are sent, not the buffer behind them', async (t) => {
  const pool = await ready(start(t));
  const behind = new Uint8Array(64 * 2 ** 20);
  behind.set(good, 1000);
  const view = behind.subarray(1000, 1000 + good.length);
  const before = process.memoryUsage.rss();
  const answers = Array.from({ length: 8 }, () => pool.predict(view, {}));
  await Promise.all(answers);
  assert.ok(process.memoryUsage.rss() - before < 128 * 2 ** 20);
  assert.deepEqual(Buffer.from(view), good, 'the caller’s picture is left alone');
});

test('every worker is warm when the pool is ready', async (t) => {
  const pool = await ready(start(t, { workers: 3 }));
  const began = performance.now();
  await Promise.all([1, 2, 3].map(() => pool.predict(good, {})));
  const first = performance.now() - began;
  const { loadMs } = pool.state.phase === 'ready' ? pool.state.model : { loadMs: 0 };
  t.diagnostic(`load ${loadMs.toFixed()} ms, three first pictures ${first.toFixed()} ms`);
  assert.deepEqual(pool.load.active, 0);
});

test('a worker that cannot load the model again: refused until the file is back', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'yolo-dock-pool-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'model.onnx');
  copyFileSync(model, file);
  const pool = await ready(start(t, { model: file }));
  writeFileSync(file, 'another file');
  assert.equal(await code(pool.predict(bad('exit'), {})), 'worker_lost');
  await assert.rejects(pool.predict(good, {}), (error: ServerError) => {
    assert.equal(error.code, 'model_failed');
    assert.match(error.message, /cannot be loaded again: the file is another one now; restart/);
    return true;
  });
  assert.equal(pool.state.phase, 'failed');
  assert.throws(() => pool.admit(), { code: 'model_failed' });
  copyFileSync(model, file);
  const phase = (): string => pool.state.phase;
  while (phase() !== 'ready') await sleep(50);
  assert.equal(await code(ask(pool, good)), 'answered');
});

for (const name of ['dies', 'throws']) {
  test(`a worker that ${name} while loading: failed, with a sentence`, async (t) => {
    const pool = start(t, { name, workers: 2 });
    await pool.settled;
    assert.equal(pool.state.phase, 'failed');
    const { error } = pool.state as { error: Error };
    assert.match(error.message, /worker that loads the model ended unexpectedly: .+\./);
    assert.equal(await code(pool.predict(good, {})), 'model_failed');
  });
}

test('close finishes what was accepted, refuses the rest, and may be repeated', async (t) => {
  const pool = await ready(start(t));
  const accepted = [bad('wait'), good].map((image) => code(pool.predict(image, {})));
  const closed = Promise.all([pool.close(), pool.close()]);
  assert.equal(await code(pool.predict(good, {})), 'stopping');
  assert.deepEqual(await Promise.all(accepted), ['not_an_image', 'answered']);
  await closed;
});

test('close while the model is being loaded, and after a worker ended by itself', async (t) => {
  const early = start(t, { workers: 2 });
  await early.close();
  await early.settled;
  assert.equal(early.state.phase, 'starting');
  const pool = await ready(start(t));
  await code(pool.predict(bad('later'), {}));
  await sleep(200);
  const began = performance.now();
  await pool.close();
  assert.ok(performance.now() - began < 5_000);
});
