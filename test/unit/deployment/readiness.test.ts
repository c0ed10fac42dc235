import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Readiness } from '../../../src/deployment/readiness.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { replica } from '../ui/deployments/replica.ts';

const engine = new Engine({ kind: 'socket', path: '/nowhere' });

test('a server that starts is ready as soon as it says so, for this life of its container', async (t) => {
  let ready = false;
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.statusCode = ready ? 200 : 503;
    const error = { error: { code: 'starting', message: 'not yet' } };
    response.end(JSON.stringify(ready ? { status: 'ready' } : error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = new AbortController();
  t.after(() => {
    end.abort();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const starting = replica({}, { state: 'starting', port, since: 1 });
  let found = (): void => undefined;
  const becameReady = new Promise<void>((resolve) => (found = resolve));
  const readiness = new Readiness(engine, () => found(), end.signal);
  const states = (list: Parameters<Readiness['apply']>[0]) =>
    readiness.apply(list).map(({ state }) => state);
  assert.deepEqual(states([starting]), ['starting']);
  while (asked < 2) await once(server, 'request');
  ready = true;
  await becameReady;
  assert.deepEqual(states([starting]), ['ready']);
  ready = false;
  const again = { ...starting, since: 2 };
  assert.deepEqual(states([again]), ['starting'], 'it was restarted');
  assert.deepEqual(states([{ ...again, state: 'unhealthy' }]), ['unhealthy']);
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.ok(asked <= before + 1, 'it is no longer asked');
});
