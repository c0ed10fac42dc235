import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeldModel } from '../../src/server/heldModel.ts';

test('a first worker loads once, and a failure is final', async () => {
  let loads = 0;
  const held = new HeldModel(async () => {
    loads++;
    throw new Error('broken file');
  }, false);
  await assert.rejects(held.get(), /^Error: broken file$/);
  await assert.rejects(held.get(), /^Error: broken file$/);
  assert.equal(loads, 1);
});

test('a replacing worker tries again, within a question and for the next', async () => {
  const outcomes = ['gone', 'gone', 'gone', 'gone', 'there'];
  const held = new HeldModel(async () => {
    const outcome = outcomes.shift();
    if (outcome === 'gone') throw new Error('gone');
    return outcome;
  }, true);
  await assert.rejects(held.get(), { code: 'model_failed', message: /again: gone/ });
  assert.equal(await held.get(), 'there');
  assert.equal(await held.get(), 'there');
});
