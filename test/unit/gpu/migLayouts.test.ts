import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migCommands, migLayouts } from '../../../src/gpu/migLayouts.ts';
import { budgetText, suggestBudget } from '../../../src/gpu/suggestBudget.ts';
import { card } from './support/cards.ts';

const GIB = 2 ** 30;

test('a card is cut as its maker allows, and never into slices of another card', () => {
  const of = (name: string) => migLayouts({ name });
  assert.deepEqual(of('NVIDIA H100 80GB HBM3')[0], Array(7).fill('1g.10gb'));
  assert.deepEqual(of('NVIDIA A100-SXM4-40GB').at(-1), ['4g.20gb', '3g.20gb']);
  assert.deepEqual(of('NVIDIA A100-SXM4-80GB')[1], Array(4).fill('1g.20gb'));
  assert.deepEqual(of('NVIDIA A30').at(-1), ['4g.24gb']);
  assert.deepEqual(of('NVIDIA H200 NVL')[0], Array(7).fill('1g.18gb'));
  for (const name of [
    'NVIDIA GeForce RTX 4090',
    'NVIDIA RTX A1000 Laptop GPU',
    'NVIDIA RTX A3000',
    'NVIDIA GH200 480GB',
  ]) {
    assert.deepEqual(of(name), [], name);
  }
});

test('the commands name the card by its UUID, and remove slices only where there are some', () => {
  const device = { ...card(0, 80), name: 'NVIDIA H100\n80GB' };
  const fresh = migCommands(device, ['3g.40gb', '3g.40gb']);
  assert.match(fresh, new RegExp(`^sudo nvidia-smi -i ${device.uuid} -mig 1$`, 'm'));
  assert.match(
    fresh,
    new RegExp(`^sudo nvidia-smi mig -i ${device.uuid} -cgi 3g.40gb,3g.40gb -C$`, 'm'),
  );
  assert.doesNotMatch(fresh, /-dgi/);
  const lines = fresh.trim().split('\n');
  assert.ok(
    lines.every((line) => /^(# |sudo nvidia-smi|nvidia-smi -L)/.test(line)),
    fresh,
  );
  const instance = { uuid: 'MIG-1', name: '1g.10gb', processes: [] };
  const again = migCommands({ ...device, migEnabled: true, migInstances: [instance] }, []);
  assert.match(again, /-dci\n.*-dgi\n.*-lgip\n/);
  assert.doesNotMatch(again, /-mig 1|-cgi/);
});

test('a larger budget has room for what is used, in whole halves, within the card', () => {
  assert.equal(suggestBudget(4 * GIB, 3.6 * GIB, 24 * GIB), 5.5 * GIB);
  assert.equal(suggestBudget(4 * GIB, undefined, undefined), 5 * GIB);
  assert.equal(suggestBudget(22 * GIB, 22 * GIB, 23.99 * GIB), 23.5 * GIB);
  assert.equal(suggestBudget(24 * GIB, 24 * GIB, 24 * GIB), 24 * GIB);
  assert.deepEqual([4 * GIB, 4.5 * GIB, 700 * 2 ** 20].map(budgetText), [
    '4GiB',
    '4.5GiB',
    '700MiB',
  ]);
});
