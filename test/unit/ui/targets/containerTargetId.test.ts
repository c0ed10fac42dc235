import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerTargetId, replicaKey } from '../../../../src/ui/targets/containerTargetId.ts';

test('an id gives back the names that it was made of, whatever they are', () => {
  for (const project of ['factory', 'a/b', '%2f', '../..', '名']) {
    const key = { project, deployment: 'line a', replica: 3 };
    assert.deepEqual(replicaKey(containerTargetId(key)), key);
  }
});

test('what is no such id is none', () => {
  const wrong = [
    'local:/a',
    'container:a/b',
    'container:a/b/c',
    'container:a/b/1/2',
    'container:%/b/1',
    'container://1',
  ];
  for (const id of wrong) assert.equal(replicaKey(id), undefined, id);
});
