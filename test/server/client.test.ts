import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '../../src/contract/client.ts';
import type { ContractError } from '../../src/contract/contractError.ts';
import { listen } from '../../src/server/listen.ts';
import { startFake } from './fakeServer.ts';

const good = Buffer.from('good');

function failsWith(code: string, status: number, say: RegExp) {
  return (error: ContractError): boolean => {
    assert.equal(error.name, 'ContractError');
    assert.equal(error.code, code, error.message);
    assert.equal(error.status, status);
    assert.match(error.message, say);
    return true;
  };
}

test('every route of the client', async (t) => {
  const { port } = await startFake(t);
  const client = new Client({ host: '127.0.0.1', port });
  t.after(() => client.close());
  assert.equal((await client.live()).status, 'live');
  assert.equal((await client.ready()).model, 'fake');
  assert.equal((await client.model()).task, 'detect');
  assert.match(await client.metrics(), /yolo_queue_depth/);
  const one = await client.predict(good, { conf: 0.5, classes: [0, 1], normalize: true });
  assert.equal(one.images.length, 1);
  const two = await client.predict([good, Buffer.from('bad')], { decimals: 3 });
  assert.ok(two.images[0] && 'results' in two.images[0]);
  assert.ok(two.images[1] && 'error' in two.images[1]);
});

test('errors of the client', async (t) => {
  const { port, predictor } = await startFake(t);
  const client = new Client({ host: '127.0.0.1', port });
  t.after(() => client.close());
  await assert.rejects(
    client.predict(Buffer.from('bad')),
    failsWith('not_an_image', 400, /no picture/),
  );
  await assert.rejects(client.predict(good, { conf: 7 }), failsWith('bad_parameter', 422, /conf/));
  await assert.rejects(
    client.predict(new Uint8Array(2 ** 21)),
    failsWith('too_large', 413, /1 MiB/),
  );
  predictor.state = { phase: 'starting', since: 0 };
  await assert.rejects(client.ready(), (error: ContractError) => {
    assert.equal(error.retryAfter, 1);
    return failsWith('starting', 503, /loaded/)(error);
  });
  predictor.state = { phase: 'failed', error: new Error('no') };
  await assert.rejects(client.ready(), failsWith('model_failed', 503, /no/));

  const mute = createServer((socket) => t.after(() => socket.destroy()));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  t.after(() => mute.close());
  const { port: mutePort } = mute.address() as { port: number };
  const silent = new Client({ host: '127.0.0.1', port: mutePort });
  t.after(() => silent.close());
  await assert.rejects(silent.live({ timeoutMs: 30 }), failsWith('no_answer_in_time', 0, /30 ms/));
  await assert.rejects(silent.live({ timeoutMs: 0.5 }), failsWith('no_answer_in_time', 0, /1 ms/));
  const signal = AbortSignal.timeout(20);
  await assert.rejects(silent.live({ signal }), failsWith('aborted', 0, /cancelled/));

  const other = createServer((socket) => {
    // Read, or the end of the client's half is never seen and the server never closes.
    socket.resume();
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port: otherPort } = other.address() as { port: number };
  const stranger = new Client({ host: '127.0.0.1', port: otherPort });
  await assert.rejects(stranger.live(), failsWith('bad_answer', 200, /no YOLO server/));
  stranger.close();
  await new Promise((resolve) => other.close(resolve));
  const gone = new Client({ host: '127.0.0.1', port: otherPort });
  await assert.rejects(
    gone.live(),
    failsWith('unreachable', 0, /No server answers at http:\/\/127/),
  );
});

test('an answer without end is cut off', async (t) => {
  const endless = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\nconnection: close\r\n\r\n');
    const chunk = Buffer.alloc(2 ** 20);
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
  t.after(() => endless.close());
  const { port } = endless.address() as { port: number };
  const client = new Client({ host: '127.0.0.1', port });
  t.after(() => client.close());
  await assert.rejects(client.live(), failsWith('bad_answer', 200, /more than 128 MiB/));
});

test('over a Unix socket or named pipe', async (t) => {
  const { app } = await startFake(t);
  const name = `yolo-dock-${process.pid}.sock`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
  app.fastify.server.close();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(await listen(app.fastify.server, { socket: path }), path);
  const client = new Client({ socketPath: path });
  assert.equal((await client.predict(good)).images.length, 1);
  client.close();
});
