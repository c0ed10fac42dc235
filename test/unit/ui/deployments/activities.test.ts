import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { Activities } = await import('../../../../src/ui/deployments/activities.ts');

test('a server that is debugged and has ended is known until it runs again', () => {
  const activities = new Activities();
  let changes = 0;
  activities.onDidChange(() => changes++);
  for (const crashed of [true, true, false]) {
    activities.setCrashed('c', crashed);
    assert.equal(activities.hasCrashed('c'), crashed);
  }
  assert.equal(activities.hasCrashed('d'), false);
  assert.equal(changes, 2);
});

test('what goes on is known until it ends, also when it fails', async () => {
  const activities = new Activities();
  let changes = 0;
  activities.onDidChange(() => changes++);
  const key = { project: 'p', deployment: 'd' };
  let seen: unknown;
  const failing = activities.during(key, 'building', async () => {
    seen = [activities.deployments, activities.ofDeployment(key), activities.ofContainer('c')];
    throw new Error('no');
  });
  await assert.rejects(failing, /no/);
  assert.deepEqual(seen, [[key], 'building', undefined]);
  assert.deepEqual([activities.deployments, activities.ofDeployment(key)], [[], undefined]);
  assert.equal(changes, 2);
  await activities.during(
    key,
    'stopping',
    async () => {
      assert.equal(activities.ofContainer('c'), 'stopping');
      assert.deepEqual(activities.deployments, []);
    },
    'c',
  );
});
