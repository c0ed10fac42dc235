import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { GpuSource } from '../../../src/gpu/gpuSource.ts';
import { SwitchingSource } from '../../../src/gpu/switchingSource.ts';
import { noDriver, notAsked } from '../../../src/gpu/unavailable.ts';

it('another place is read from the next look on, and the last one let go', async () => {
  const heard: string[] = [];
  const place = (name: string): GpuSource => ({
    sample: async () => {
      heard.push(`look ${name}`);
      return name === 'a' ? noDriver() : notAsked('ssh://b');
    },
    rest: async () => void heard.push(`rest ${name}`),
  });
  const [a, b] = [place('a'), place('b')];
  let now = a;
  const source = new SwitchingSource(async () => now);
  await source.rest();
  await source.sample();
  await source.sample();
  now = b;
  const state = await source.sample();
  assert.ok(!state.ok);
  assert.equal(state.unavailable.reason, 'not-asked');
  assert.match(state.unavailable.message, /ssh:\/\/b/);
  await source.rest();
  assert.deepEqual(heard, ['look a', 'look a', 'rest a', 'look b', 'rest b']);
});
