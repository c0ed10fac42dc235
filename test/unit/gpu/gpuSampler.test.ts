import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { GpuSampler, type GpuSamplerOptions } from '../../../src/gpu/gpuSampler.ts';
import type { GpuState } from '../../../src/gpu/gpuSnapshot.ts';
import type { GpuSource } from '../../../src/gpu/gpuSource.ts';

/** A source that counts what is asked of it. */
class CountingSource implements GpuSource {
  looks = 0;
  rests = 0;
  atOnce = 0;
  most = 0;
  readonly #takesMs: number;

  constructor(takesMs = 1) {
    this.#takesMs = takesMs;
  }

  async sample(): Promise<GpuState> {
    this.looks++;
    this.most = Math.max(this.most, ++this.atOnce);
    if (this.#takesMs > 0) await setTimeout(this.#takesMs);
    this.atOnce--;
    const time = this.looks;
    return { ok: true, snapshot: { time, source: 'nvml', simulated: true, devices: [] } };
  }

  async rest(): Promise<void> {
    this.rests++;
  }
}

const INTERVAL_MS = 100;
const fast = { intervalMs: () => INTERVAL_MS, restAfterMs: 20 };

const samplers: GpuSampler[] = [];

/** A sampler that ends with its test, also with one that fails: else its looks would go on for ever. */
function samplerOf(source: GpuSource, options?: GpuSamplerOptions): GpuSampler {
  const sampler = new GpuSampler(source, options);
  samplers.push(sampler);
  return sampler;
}

/** Waits for what comes sooner or later, which on a busy machine is later. */
async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !holds(); await setTimeout(5)) {
    assert.ok(performance.now() < end, `never: ${holds}`);
  }
}

/** Whether so many looks took the time that they take at their pace, however busy the machine is. */
function assertPace(looks: number, sinceMs: number, paceMs = INTERVAL_MS): void {
  const tookMs = performance.now() - sinceMs;
  // Timers may fire a fraction of a millisecond early.
  assert.ok(tookMs >= (looks - 1) * (paceMs - 1), `${looks} looks in ${tookMs} ms`);
}

describe('the sampler', () => {
  afterEach(() => Promise.all(samplers.splice(0).map((sampler) => sampler.dispose())));

  it('sleeps until somebody listens, looks at once, then at its pace', async () => {
    const source = new CountingSource();
    const sampler = samplerOf(source, fast);
    await setTimeout(150);
    assert.equal(source.looks, 0);
    const heard: number[] = [];
    const begin = performance.now();
    sampler.listen((state) => heard.push(state.ok ? state.snapshot.time : -1));
    assert.equal(source.looks, 1);
    await until(() => heard.length >= 5);
    assertPace(heard.length, begin);
    assert.deepEqual(heard.slice(0, 5), [1, 2, 3, 4, 5]);
  });

  it('sleeps again when nobody listens, and lets the driver go', async () => {
    const source = new CountingSource();
    const sampler = samplerOf(source, fast);
    const ends = [sampler.listen(() => undefined), sampler.listen(() => undefined)];
    await until(() => sampler.state !== undefined);
    for (const end of [...ends, ...ends]) end();
    const { looks } = source;
    await until(() => source.rests === 1);
    await setTimeout(2 * INTERVAL_MS);
    assert.equal(source.looks, looks);
    assert.equal(source.rests, 1);
    sampler.listen(() => undefined);
    assert.equal(source.looks, looks + 1);
  });

  it('tells observers of what others cause to be looked at, and looks for nobody else', async () => {
    const source = new CountingSource();
    const sampler = samplerOf(source, fast);
    const seen: number[] = [];
    const end = sampler.observe((state) => seen.push(state.ok ? state.snapshot.time : -1));
    await setTimeout(150);
    assert.equal(source.looks, 0);
    await sampler.sampleOnce();
    end();
    await sampler.sampleOnce();
    assert.deepEqual(seen, [1]);
  });

  it('keeps the driver for somebody who comes back soon', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const source = new CountingSource(0);
    const sampler = samplerOf(source, { ...fast, restAfterMs: 80 });
    const pass = async (ms: number): Promise<void> => {
      await setImmediate();
      t.mock.timers.tick(ms);
      await setImmediate();
    };
    for (let time = 0; time < 5; time++) {
      const end = sampler.listen(() => undefined);
      await pass(30);
      end();
      await pass(70);
    }
    assert.equal(source.rests, 0);
    await pass(10);
    assert.equal(source.rests, 1);
    await sampler.dispose();
    assert.equal(source.rests, 2);
  });

  it('never looks twice at once, whoever asks', async () => {
    const source = new CountingSource(150);
    const sampler = samplerOf(source, fast);
    const begin = performance.now();
    const ends = [sampler.listen(() => undefined)];
    for (let time = 0; time < 8; time++) {
      void sampler.sampleOnce();
      ends.push(sampler.listen(() => undefined));
      ends.shift()?.();
      await setTimeout(40);
    }
    assert.equal(source.most, 1);
    // A look that takes longer than the interval is followed by the next one, not by several.
    assertPace(source.looks, begin, 150);
    await sampler.dispose();
    assert.equal(source.atOnce, 0);
  });

  it('does not look twice as often because it was woken twice', async () => {
    const source = new CountingSource(30);
    const sampler = samplerOf(source, fast);
    const begin = performance.now();
    sampler.listen(() => undefined)();
    sampler.listen(() => undefined);
    await until(() => source.looks >= 6);
    assertPace(source.looks, begin);
  });

  it('looks once for who asks once', async () => {
    const source = new CountingSource();
    const sampler = samplerOf(source, fast);
    const [one, two] = await Promise.all([sampler.sampleOnce(), sampler.sampleOnce()]);
    assert.equal(one, two);
    assert.equal(sampler.state, one);
    await until(() => source.rests === 1);
    assert.equal(source.looks, 1);
  });

  it('follows a change of its pace', async () => {
    const source = new CountingSource();
    let intervalMs = INTERVAL_MS;
    const sampler = samplerOf(source, { intervalMs: () => intervalMs });
    const begin = performance.now();
    sampler.listen(() => {
      if (source.looks === 2) intervalMs = 3 * INTERVAL_MS;
    });
    await until(() => source.looks >= 4);
    assertPace(1 + 1 + 2 * 3, begin);
  });

  it('makes a state of what a source throws', async () => {
    const failing: GpuSource = {
      sample: () => Promise.reject(new Error('worker file is missing')),
      rest: () => Promise.resolve(),
    };
    const sampler = samplerOf(failing);
    const state = await sampler.sampleOnce();
    assert.ok(!state.ok && state.unavailable.message.includes('worker file is missing'));
  });

  it('ends cleanly: nothing is heard or looked at afterwards', async () => {
    const source = new CountingSource(50);
    const sampler = samplerOf(source, fast);
    let heard = 0;
    sampler.listen(() => heard++);
    await sampler.dispose();
    const { looks } = source;
    assert.equal(source.atOnce, 0);
    await setTimeout(250);
    assert.equal(source.looks, looks);
    assert.equal(heard, 0);
    assert.ok(!(await sampler.sampleOnce()).ok);
  });
});
