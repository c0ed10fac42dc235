import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import type { ContainerInfo } from 'dockerode';
import { writeLabels } from '../../../../src/deployment/labels.ts';
import type { WatchedReplica } from '../../../../src/deployment/replicaLife.ts';
import { createdBy } from '../../../../src/deployment/replicas.ts';
import { Engine } from '../../../../src/engine/engine.ts';
import { GpuSampler } from '../../../../src/gpu/gpuSampler.ts';
import type { GpuDevice } from '../../../../src/gpu/gpuSnapshot.ts';
import type { CurrentEngine, EngineView } from '../../../../src/ui/engine/currentEngine.ts';
import type { CurrentTargets, Target, Targets } from '../../../../src/ui/target.ts';
import type { TargetMemory } from '../../../../src/ui/targets/targetMemory.ts';
import { EventEmitter, workspace } from '../../../support/panelPreview/fakeVscode.ts';
import { replica } from '../deployments/replica.ts';

const { ContainerTargets } = await import('../../../../src/ui/targets/containerTargets.ts');
const { CardNames } = await import('../../../../src/ui/gpus/cardNames.ts');
const { AllTargets } = await import('../../../../src/ui/targets/allTargets.ts');

// The real one ends too.
Object.assign(EventEmitter.prototype, { dispose: () => undefined });

/** What a Docker Engine lists. */
let listed: readonly WatchedReplica[] = [];
const engineServer = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(listed.map(asListed)));
});
engineServer.listen(0, '127.0.0.1');
after(() => {
  engineServer.closeAllConnections();
  engineServer.close();
});
await new Promise((listening) => engineServer.once('listening', listening));
const { port } = engineServer.address() as AddressInfo;
const engine = new Engine({ kind: 'tcp', host: '127.0.0.1', port });

function asListed({ id, name, labels, state, port: PublicPort }: WatchedReplica): ContainerInfo {
  const State = { ready: 'running', starting: 'created' }[state as string] ?? state;
  return {
    Id: id,
    Names: [`/${name}`],
    Labels: writeLabels({ ...labels, createdBy: createdBy() }),
    State,
    Status: '',
    Created: 0,
    Ports: [{ PrivatePort: 5000, PublicPort, Type: 'tcp', IP: '127.0.0.1' }],
  } as unknown as ContainerInfo;
}

const changed = new EventEmitter<void>();
let live = true;
let view: EngineView;
const current = {
  onDidChange: changed.event,
  watch: () => ({ dispose: () => undefined }),
  get: async () => engine,
  get live() {
    return live;
  },
  get view() {
    return view;
  },
} as unknown as CurrentEngine;
const see = (replicas: readonly WatchedReplica[]): void => {
  listed = replicas;
  view = { connection: { state: 'connected' }, address: undefined, replicas, listed: true };
  changed.fire();
};

const trust = workspace as { isTrusted?: boolean };
const CARD = 'GPU-8f3a1c2d-1111-2222-3333-444455556666';
let cardsSeen: GpuDevice[] = [];
const gpus = new GpuSampler({
  sample: async () => ({
    ok: true,
    snapshot: { time: 0, source: 'nvml', simulated: true, devices: cardsSeen },
  }),
  rest: async () => undefined,
});
const targets = new ContainerTargets(current, new CardNames(gpus));
after(() => gpus.dispose());
after(() => targets.dispose());
const names = (list: readonly Target[]): string[] =>
  list.map(({ label, place }) => `${label} — ${place}`);

beforeEach(() => {
  trust.isTrusted = true;
  live = true;
  see([]);
});

test('what is ready is listed by name and place, and nothing else', async () => {
  see([
    replica({ deployment: 'a' }),
    replica({ deployment: 'b', gpu: CARD }),
    replica({ deployment: 'b', replica: 1 }),
    replica({ deployment: 'c' }, { state: 'paused' }),
    replica({ deployment: 'd' }, { role: 'trial' }),
  ]);
  assert.deepEqual(names(await targets.list()), [
    'a — Container (CPU) · :5000',
    'b-0 — GPU 8f3a1c2d · :5000',
    'b-1 — Container (CPU) · :5001',
  ]);
  trust.isTrusted = false;
  assert.deepEqual(await targets.list(), []);
  assert.equal(await targets.find('container:factory/a/0'), undefined);
});

test('a card is called by its number once it is known, and that is told', async () => {
  see([replica({ gpu: CARD })]);
  let told = 0;
  const listening = targets.onDidChange(() => told++);
  const card = { index: 3, uuid: CARD, name: 'L4', migEnabled: false, processes: [] };
  cardsSeen = [{ ...card, migInstances: [] }];
  await gpus.sampleOnce();
  await gpus.sampleOnce();
  assert.equal(told, 1);
  assert.deepEqual(names(await targets.list()), ['line-a — GPU 3 · :5000']);
  cardsSeen = [];
  await gpus.sampleOnce();
  assert.deepEqual(names(await targets.list()), ['line-a — GPU 8f3a1c2d · :5000']);
  listening.dispose();
});

test('changes of what is ready are told, other ones are not', () => {
  let told = 0;
  const listening = targets.onDidChange(() => told++);
  see([replica()]);
  see([replica({}, { status: 'Up 6 minutes' })]);
  assert.equal(told, 1);
  see([replica({}, { id: 'e'.repeat(64) })]);
  see([replica({}, { id: 'e'.repeat(64), state: 'paused' })]);
  assert.equal(told, 3);
  listening.dispose();
});

test('the same target means its successor, which is another server', async () => {
  see([replica()]);
  const before = await targets.find('container:factory/line-a/0');
  const client = await before?.connect();
  see([replica({}, { id: 'e'.repeat(64), port: 5009 })]);
  const now = await targets.find('container:factory/line-a/0');
  assert.equal(now?.id, before?.id);
  assert.notEqual(now?.revision, before?.revision);
  assert.deepEqual((await now?.connect())?.endpoint, { host: '127.0.0.1', port: 5009 });
  assert.deepEqual(client?.endpoint, { host: '127.0.0.1', port: 5000 });
});

test('what cannot answer now says what to do', async () => {
  const target = await targets.find('container:factory/line-a/0');
  const says = async (state: WatchedReplica['state'], expected: RegExp) => {
    see([replica({}, { state })]);
    await assert.rejects(target?.connect() ?? Promise.resolve(), expected);
  };
  await says('paused', /line-a is paused: resume it/);
  await says('exited', /line-a does not run: start it/);
  see([]);
  await assert.rejects(target?.connect() ?? Promise.resolve(), /no longer deployed: deploy it/);
  trust.isTrusted = false;
  await assert.rejects(target?.connect() ?? Promise.resolve(), /trust it first/);
});

test('what is watched may be a moment old: the engine is asked before anything is refused', async () => {
  see([replica({}, { state: 'paused' })]);
  listed = [replica()];
  const target = await targets.find('container:factory/line-a/0');
  assert.ok(await target?.connect());
});

test('the current target comes first, whether or not it is ready; models come before containers', async () => {
  const local = { id: 'local:/m.onnx', label: 'm', place: 'Local (CPU)' } as Target;
  const locals: Targets & Pick<CurrentTargets, 'lost'> = {
    lost: async () => undefined,
    list: async () => [local],
    find: async (id) => (id === local.id ? local : undefined),
  };
  let ids: string[] = [];
  const memory = {
    get ids() {
      return ids;
    },
  } as unknown as TargetMemory;
  const all = new AllTargets(locals, targets, memory);
  see([replica()]);
  assert.deepEqual(
    (await all.list()).map(({ label }) => label),
    ['m', 'line-a'],
  );
  assert.equal((await all.current())?.label, 'm');
  ids = ['container:factory/line-a/0'];
  assert.deepEqual(
    (await all.list()).map(({ label }) => label),
    ['line-a', 'm'],
  );
  see([]);
  assert.deepEqual(
    (await all.list()).map(({ label }) => label),
    ['line-a', 'm'],
  );
  assert.equal((await all.current())?.label, 'line-a');
});
