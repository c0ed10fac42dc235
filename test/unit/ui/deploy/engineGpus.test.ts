import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import type { Engine } from '../../../../src/engine/engine.ts';
import { EngineError } from '../../../../src/engine/engineError.ts';
import { reservationsIn } from '../../../../src/gpu/placement/reservations.ts';
import { sentence } from '../../../../src/text/sentence.ts';

const { lookByContainer } = await import('../../../../src/ui/deploy/engineGpus.ts');

const GIB = 2 ** 30;
const RUNNING = 'a'.repeat(64);
const PROBE = 'b'.repeat(64);
const SMI: Readonly<Record<string, string>> = {
  '--query-gpu':
    'index, uuid, memory.total [MiB], memory.used [MiB]\n0, GPU-0, 24576 MiB, 8192 MiB\n',
  '--query-compute-apps':
    'gpu_uuid, pid, process_name, used_gpu_memory [MiB]\nGPU-0, 7, node, 8192 MiB\n',
};

/** What the engine does with a program in the container that looks. */
function exec({ Cmd: [, query = ''] }: { Cmd: string[] }) {
  const text = Object.entries(SMI).find(([start]) => query.startsWith(start))?.[1];
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE((text ?? '').length, 4);
  return {
    start: async () => Readable.from([Buffer.concat([header, Buffer.from(text ?? '')])]),
    inspect: async () => ({ ExitCode: text === undefined ? 1 : 0 }),
  };
}

/** An engine elsewhere on which one container runs, with the process 7. */
const docker = {
  listImages: async () => [{ Id: 'image', Labels: { 'dev.yolo-dock.stack': 'onnx' } }],
  listContainers: async () => [{ Id: RUNNING, Names: ['/line-a'] }],
  createContainer: async () => ({ id: PROBE }),
  getContainer: (id: string) => ({
    attach: async () => new PassThrough(),
    start: async () => undefined,
    remove: async () => undefined,
    wait: async () => undefined,
    exec: async (options: { Cmd: string[] }) => exec(options),
    top: async () => ({ Titles: ['PID'], Processes: id === RUNNING ? [['7']] : [] }),
  }),
};
const engine = {
  address: { kind: 'ssh', host: 'far', user: 'me' },
  call: (work: (client: typeof docker) => Promise<unknown>) => work(docker),
} as unknown as Engine;

test('before something is placed on an engine elsewhere, who uses its cards there is known', async () => {
  const state = await lookByContainer(engine);
  assert.ok(state.ok, JSON.stringify(state));
  const [process] = state.snapshot.devices[0]?.processes ?? [];
  assert.deepEqual([process?.containerId, process?.containerName], [RUNNING, 'line-a']);
  const budget = { containerId: RUNNING, uuid: 'GPU-0', budgetBytes: 10 * GIB };
  assert.equal(reservationsIn(state.snapshot, [budget])[0]?.usedBytes, 8 * GIB);
});

test('where the engine does not answer, it is not the driver that does not', async () => {
  const away = {
    address: { kind: 'ssh', host: 'far', user: 'me' },
    call: async () => {
      throw new EngineError('unreachable', sentence('far does not answer.'));
    },
  } as unknown as Engine;
  const state = await lookByContainer(away);
  assert.ok(!state.ok);
  assert.equal(state.unavailable.reason, 'engine');
  assert.match(state.unavailable.message, /far does not answer/);
});
