import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import { writeLabels } from '../../../../src/deployment/labels.ts';
import type { WatchedReplica } from '../../../../src/deployment/replicaLife.ts';
import { createdBy } from '../../../../src/deployment/replicas.ts';
import { Engine } from '../../../../src/engine/engine.ts';
import type { ReplicaAction } from '../../../../src/ui/deployments/replicaActions.ts';
import type { Parts } from '../../../../src/ui/parts.ts';
import { person } from '../../../support/panelPreview/fakeVscode.ts';
import { replica } from './replica.ts';

const { chosenReplicas } = await import('../../../../src/ui/deployments/chosenReplicas.ts');

const PORT = [{ PrivatePort: 5000, PublicPort: 5001, Type: 'tcp', IP: '127.0.0.1' }];

/** What a Docker Engine has. */
let listed: readonly WatchedReplica[] = [];
const server = createServer(({ url = '' }, response) => {
  const all = listed.map(({ id, name, labels, state }) => ({
    Id: id,
    Names: [`/${name}`],
    Labels: writeLabels({ ...labels, createdBy: createdBy() }),
    State: { ready: 'running' }[state as string] ?? state,
    Status: '',
    Created: 0,
    Ports: PORT,
  }));
  const looked = { State: { StartedAt: '', FinishedAt: '', OOMKilled: false } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(/containers\/json/.test(url) ? all : looked));
});
server.listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
after(() => {
  server.closeAllConnections();
  server.close();
});
const { port } = server.address() as AddressInfo;
const engine = new Engine({ kind: 'tcp', host: '127.0.0.1', port });
const parts = {
  engine: { get: async () => engine },
  cards: { nameOf: () => undefined },
} as unknown as Parts;

/** The containers that a command means without being given a row, by name. */
async function meant(action: ReplicaAction): Promise<string[]> {
  const found = await chosenReplicas(parts, action, 'Title', undefined);
  return found.map(({ labels }) => `${labels.deployment}-${labels.replica}`);
}

beforeEach(() => {
  person.lists.length = 0;
});

test('without a row, the only container that can be meant is taken without asking', async () => {
  listed = [replica({ deployment: 'a' }), replica({ deployment: 'b' }, { state: 'exited' })];
  assert.deepEqual(await meant('endpoint'), ['a-0']);
  assert.deepEqual(await meant('curl'), ['a-0']);
  assert.deepEqual(person.lists, []);
  // Both have a log.
  assert.deepEqual(await meant('log'), []);
  assert.equal(person.lists.length, 1);
  listed = [replica(), replica({ replica: 1 })];
  assert.deepEqual(await meant('endpoint'), []);
  assert.equal(person.lists.length, 2);
});

test('what changes containers takes the only deployment, and none just because others cannot be meant', async () => {
  listed = [replica(), replica({ replica: 1 })];
  assert.deepEqual(await meant('stop'), ['line-a-0', 'line-a-1']);
  assert.deepEqual(person.lists, []);
  listed = [replica({ deployment: 'a' }), replica({ deployment: 'b' }, { state: 'exited' })];
  assert.deepEqual(await meant('start'), []);
  assert.equal(person.lists.length, 1);
});
