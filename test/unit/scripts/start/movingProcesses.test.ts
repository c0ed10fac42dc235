import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStartArguments, StartUsageError } from '../../../../scripts/start/arguments.ts';
import { movedScenario } from '../../../../scripts/start/movingProcesses.ts';
import { SCENARIOS } from '../../../gpu-host/scenarios.ts';

const GIB = 2 ** 30;
const user = (gpu: string, pid = 7) => ({ pid, name: 'node', gpu, budgetBytes: 4 * GIB });

test('memory moves below the budget, now and then above 80 % of it', () => {
  const [, second] = SCENARIOS['two-24gb'].gpus;
  assert.ok(second);
  let [least, most] = [Infinity, 0];
  for (let seconds = 0; seconds < 400; seconds++) {
    const { processes, gpus } = movedScenario(SCENARIOS['two-24gb'], [user(second.uuid)], seconds);
    const [process] = processes;
    assert.ok(process && typeof process.vram === 'number');
    assert.equal(process.gpu, 1, 'on the card that it was placed on');
    assert.equal(gpus[1]?.util, process.sm);
    assert.equal(gpus[0]?.util, 0);
    least = Math.min(least, process.vram);
    most = Math.max(most, process.vram);
  }
  assert.ok(least > 1.5 * GIB && least < 2.5 * GIB, String(least));
  assert.ok(most > 0.85 * 4 * GIB && most <= 4 * GIB, String(most));
});

test('processes on one card keep it no busier than it can be, and are what it says', () => {
  const [first] = SCENARIOS['one-24gb'].gpus;
  const users = [1, 2, 3, 4].map((pid) => user(first?.uuid ?? '', pid));
  for (let seconds = 0; seconds < 100; seconds++) {
    const { processes, gpus } = movedScenario(SCENARIOS['one-24gb'], users, seconds);
    const sum = processes.reduce((total, { sm = 0 }) => total + sm, 0);
    assert.ok(sum <= 100, String(sum));
    assert.equal(gpus[0]?.util, sum);
  }
});

test('those without a place take the slices of a card in turn', () => {
  const { processes, gpus } = movedScenario(SCENARIOS['h200-mig'], [user('', 1), user('', 2)], 9);
  assert.deepEqual(
    processes.map(({ gi, ci }) => [gi, ci]),
    [
      [7, 0],
      [8, 0],
    ],
  );
  assert.equal(gpus[0]?.slots?.[1]?.sm, processes[1]?.sm);
  assert.deepEqual(movedScenario(SCENARIOS['driver-missing'], [user('')], 0).processes, []);
});

test('flags that are not understood are refused with what is possible', () => {
  assert.deepEqual(readStartArguments([]), { simulateGpu: undefined });
  assert.deepEqual(readStartArguments(['--simulate-gpu']), { simulateGpu: 'two-24gb' });
  assert.deepEqual(readStartArguments(['--simulate-gpu=wsl2']), { simulateGpu: 'wsl2' });
  assert.equal(readStartArguments(['--help']), 'help');
  for (const wrong of ['--simulate-gpu=', '--simulate-gpu=toString', '--simulate', 'x']) {
    assert.throws(() => readStartArguments([wrong]), StartUsageError, wrong);
    assert.throws(() => readStartArguments([wrong]), /two-24gb/);
  }
});
