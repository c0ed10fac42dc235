import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Engine } from '../../../../src/engine/engine.ts';
import type { OutOfMemory } from '../../../../src/gpu/outOfMemory.ts';
import type { MonitorSources } from '../../../../src/ui/gpus/monitorSources.ts';
import { replica } from '../deployments/replica.ts';

const { MemoryLogs } = await import('../../../../src/ui/gpus/memoryLogs.ts');

const LINE = '2026-01-01T00:00:00.000000000Z CUDA out of memory. Tried to allocate 2.00 GiB\n';

/** As the engine sends a line of a container's standard output. */
function frame(text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = 1;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test('a log that ended before its container ran is asked for again, and tells once', async () => {
  const asked: (string | null)[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://engine').searchParams.get('since'));
    response.writeHead(200);
    // The container is made and not started: there is no log to follow yet.
    if (asked.length === 1) response.end();
    else response.write(frame(LINE + LINE));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const engine = new Engine({ kind: 'tcp', host: '127.0.0.1', port });
  const wide = replica({ deployment: 'wide', gpu: 'GPU-1' }, { state: 'starting' });
  const sources = {
    engine: { get: async () => engine, live: true, view: { replicas: [wide] } },
    log: { debug: () => undefined },
  } as unknown as MonitorSources;
  const told: OutOfMemory[] = [];
  let tell = (): void => undefined;
  const heard = new Promise<void>((resolve) => (tell = resolve));
  const logs = new MemoryLogs(sources, (_, found) => {
    told.push(found);
    tell();
  });
  logs.follow();
  await heard;
  logs.dispose();
  assert.deepEqual(told, [{ askedBytes: 2 ** 31 }]);
  assert.equal(asked[0], asked[1], 'what was said meanwhile is heard too');
});

test('a log that the engine cannot read is not asked for again and again', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.writeHead(501, { 'content-type': 'application/json' });
    response.end('{"message":"configured logging driver does not support reading"}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const engine = new Engine({ kind: 'tcp', host: '127.0.0.1', port });
  const wide = replica({ deployment: 'wide', gpu: 'GPU-1' }, { state: 'ready' });
  let failed = (): void => undefined;
  const refused = new Promise<void>((resolve) => (failed = resolve));
  const sources = {
    engine: { get: async () => engine, live: true, view: { replicas: [wide] } },
    log: { debug: () => failed() },
  } as unknown as MonitorSources;
  const logs = new MemoryLogs(sources, () => undefined);
  logs.follow();
  await refused;
  // Twice as long as it takes until one that ended is looked at again.
  await delay(2_000);
  logs.dispose();
  assert.equal(asked, 1);
});
