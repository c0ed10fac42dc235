import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { GpuSampler } from '../../../src/gpu/gpuSampler.ts';
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
    await setTimeout(this.#takesMs);
    this.atOnce--;
    const time = this.looks;
    return { ok: true, snapshot: { time, source: 'nvml', simulated: true, devices: [] } };
  }

  async rest(): Promise<void> {
    this.rests++;
  }
}

const fast = { intervalMs: () => 100, restAfterMs: 20 };

describe('the sampler', () => {
  it('sleeps until somebody listens, looks at once, then at its pace', async () => {
    const source = new CountingSource();
    const sampler = new GpuSampler(source, fast);
    await setTimeout(150);
    assert.equal(source.looks, 0);
    const heard: number[] = [];
    const end = sampler.listen((state) => heard.push(state.ok ? state.snapshot.time : -1));
    await setTimeout(50);
    assert.deepEqual(heard, [1]);
    await setTimeout(400);
    assert.ok(heard.length >= 4 && heard.length <= 5, `${heard.length} looks in 450 ms`);
    end();
    await sampler.dispose();
  });

  it('sleeps again when nobody listens, and lets the driver go', async () => {
    const source = new CountingSource();
    const sampler = new GpuSampler(source, fast);
    const ends = [sampler.listen(() => undefined), sampler.listen(() => undefined)];
    await setTimeout(30);
    for (const end of [...ends, ...ends]) end();
    const { looks } = source;
    await setTimeout(300);
    assert.equal(source.looks, looks);
    assert.equal(source.rests, 1);
    const end = sampler.listen(() => undefined);
    await setTimeout(30);
    assert.equal(source.looks, looks + 1);
    end();
    await sampler.dispose();
  });

  it('tells observers of what others cause to be looked at, and looks for nobody else', async () => {
    const source = new CountingSource();
    const sampler = new GpuSampler(source, fast);
    const seen: number[] = [];
    const end = sampler.observe((state) => seen.push(state.ok ? state.snapshot.time : -1));
    await setTimeout(150);
    assert.equal(source.looks, 0);
    await sampler.sampleOnce();
    end();
    await sampler.sampleOnce();
    assert.deepEqual(seen, [1]);
    await sampler.dispose();
  });

  it('keeps the driver for somebody who comes back soon', async () => {
    const source = new CountingSource();
    const sampler = new GpuSampler(source, { ...fast, restAfterMs: 80 });
    for (let time = 0; time < 5; time++) {
      const end = sampler.listen(() => undefined);
      await setTimeout(30);
      end();
      await setTimeout(20);
    }
    assert.equal(source.rests, 0);
    await sampler.dispose();
    assert.equal(source.rests, 1);
  });

  it('never looks twice at once, whoever asks', async () => {
    const source = new CountingSource(150);
    const sampler = new GpuSampler(source, fast);
    const ends = [sampler.listen(() => undefined)];
    for (let time = 0; time < 8; time++) {
      void sampler.sampleOnce();
      ends.push(sampler.listen(() => undefined));
      ends.shift()?.();
      await setTimeout(40);
    }
    assert.equal(source.most, 1);
    // A look that takes longer than the interval is followed by the next one, not by several.
    assert.ok(source.looks <= 4, `${source.looks} looks`);
    await sampler.dispose();
    assert.equal(source.atOnce, 0);
  });

  it('does not look twice as often because it was woken twice', async () => {
    const source = new CountingSource(30);
    const sampler = new GpuSampler(source, fast);
    sampler.listen(() => undefined)();
    const end = sampler.listen(() => undefined);
    await setTimeout(560);
    assert.ok(source.looks >= 4 && source.looks <= 7, `${source.looks} looks in 560 ms`);
    end();
    await sampler.dispose();
  });

  it('looks once for who asks once', async () => {
    const source = new CountingSource();
    const sampler = new GpuSampler(source, fast);
    const [one, two] = await Promise.all([sampler.sampleOnce(), sampler.sampleOnce()]);
    assert.equal(one, two);
    assert.equal(sampler.state, one);
    await setTimeout(60);
    assert.equal(source.looks, 1);
    assert.equal(source.rests, 1);
    await sampler.dispose();
  });

  it('follows a change of its pace', async () => {
    const source = new CountingSource();
    let intervalMs = 10_000;
    const sampler = new GpuSampler(source, { intervalMs: () => intervalMs });
    intervalMs = 100;
    const end = sampler.listen(() => undefined);
    await setTimeout(350);
    assert.ok(source.looks >= 3, `${source.looks} looks`);
    end();
    await sampler.dispose();
  });

  it('makes a state of what a source throws', async () => {
    const failing: GpuSource = {
      sample: () => Promise.reject(new Error('worker file is missing')),
      rest: () => Promise.resolve(),
    };
    const sampler = new GpuSampler(failing);
    const state = await sampler.sampleOnce();
    assert.ok(!state.ok && state.unavailable.message.includes('worker file is missing'));
    await sampler.dispose();
  });

  it('ends cleanly: nothing is heard or looked at afterwards', async () => {
    const source = new CountingSource(50);
    const sampler = new GpuSampler(source, fast);
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
