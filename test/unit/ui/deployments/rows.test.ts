import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Row,
  readyCount,
  replicasIn,
  rowId,
  rowsOf,
} from '../../../../src/ui/deployments/rows.ts';
import { replica } from './replica.ts';

const shape = (row: Row): unknown =>
  row.kind === 'replica'
    ? `${row.replica.labels.deployment}#${row.replica.labels.replica}${row.alone ? '' : '*'}`
    : row.kind === 'deployment'
      ? [row.deployment, row.replicas.map(shape)]
      : [row.project, row.deployments.map(shape)];

test('projects, deployments and containers in the order of people’s names', () => {
  const rows = rowsOf(
    [
      replica({ deployment: 'line-10' }),
      replica({ deployment: 'line-2', replica: 1 }),
      replica({ deployment: 'line-2', replica: 0 }),
      replica({ project: 'a' }),
    ],
    [],
  );
  assert.deepEqual(rows.map(shape), [
    ['a', ['line-a#0']],
    ['factory', [['line-2', ['line-2#0*', 'line-2#1*']], 'line-10#0']],
  ]);
  assert.equal(rows.flatMap(replicasIn).length, 4);
});

test('a deployment that is planned is there without containers, once', () => {
  const planned = [
    { project: 'factory', deployment: 'line-a' },
    { project: 'factory', deployment: 'line-b' },
  ];
  assert.deepEqual(rowsOf([replica()], planned).map(shape), [
    ['factory', ['line-a#0', ['line-b', []]]],
  ]);
});

test('a successor on trial stands beside the one that serves, and takes over its row', () => {
  const old = replica();
  const next = replica({}, { id: 'n'.repeat(64), role: 'trial', created: 1 });
  const [both] = rowsOf([next, old], []);
  assert.deepEqual(both && shape(both), ['factory', [['line-a', ['line-a#0*', 'line-a#0*']]]]);
  const ids = (row: Row): string[] =>
    row.kind === 'replica'
      ? [rowId(row)]
      : [rowId(row), ...(row.kind === 'project' ? row.deployments : row.replicas).flatMap(ids)];
  assert.deepEqual(both && ids(both), [
    'factory',
    'factory/line-a',
    'factory/line-a/0/serving',
    'factory/line-a/0/trial',
  ]);
  const [alone] = rowsOf([{ ...next, role: 'serving' }], []);
  assert.deepEqual(alone && ids(alone), ['factory', 'factory/line-a/only']);
});

test('names cannot be mistaken for a path, nor for a property', () => {
  const rows = rowsOf(
    [replica({ project: 'a/b' }), replica({ project: 'a', deployment: 'b' })],
    [{ project: '__proto__', deployment: 'constructor' }],
  );
  const ids = rows.flatMap((row) => row.deployments.map(rowId));
  assert.equal(new Set(ids).size, 3);
});

test('a successor on trial is not counted among those that answer, unless there are no others', () => {
  const count = (...replicas: ReturnType<typeof replica>[]) => {
    const row = rowsOf(replicas, [])[0]?.deployments[0];
    assert.ok(row?.kind === 'deployment');
    return readyCount(row.replicas);
  };
  const trial = (number: number) =>
    replica({ replica: number }, { role: 'trial', state: 'starting', id: `t${number}` });
  assert.deepEqual(count(replica(), trial(0)), { ready: 1, of: 1 });
  assert.deepEqual(count(trial(0), trial(1)), { ready: 0, of: 2 });
  assert.deepEqual(count(replica(), replica({ replica: 1 }, { state: 'exited' })), {
    ready: 1,
    of: 2,
  });
});
