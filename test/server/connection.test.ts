import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, post } from '../contract/call.ts';
import { startFake } from './fakeServer.ts';

/** Writes pieces to a connection, 20 ms apart, and returns what comes until it is closed or idle. */
function raw(port: number, ...pieces: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', async () => {
      for (const piece of pieces) {
        if (socket.writable) socket.write(piece);
        await sleep(20);
      }
    });
    socket.setTimeout(300, () => socket.destroy());
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

const HEAD = 'POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: image/jpeg\r\n';

test('what is no HTTP gets 400 in the contract’s shape', async (t) => {
  const { port, url } = await startFake(t);
  const garbage = await raw(port, '\x16\x03\x01 hello\r\n\r\n');
  assert.match(garbage, /^HTTP\/1\.1 400 .*\{"error":\{"code":"bad_request"/s);
  const large = await raw(port, `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`);
  assert.match(large, /^HTTP\/1\.1 431 .*headers_too_large/s);
  const good = 'GET /v2 HTTP/1.1\r\nhost: x\r\n\r\n';
  const second = await raw(port, good, 'GET /v2/models HTTP/1.1\r\nhost: x\r\na: \x02\r\n\r\n');
  assert.match(second, /^HTTP\/1\.1 200 .*HTTP\/1\.1 400 .*\{"error":"This is not/s);
  assert.equal((await call(`${url}/health/live`)).status, 200);
});

test('Expect: 100-continue is answered, or refused before a body that is too large', async (t) => {
  const { port } = await startFake(t);
  const small = await raw(port, `${HEAD}expect: 100-continue\r\ncontent-length: 4\r\n\r\n`, 'good');
  assert.match(small, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
  const large = await raw(port, `${HEAD}expect: 100-continue\r\ncontent-length: 9999999\r\n\r\n`);
  assert.match(large, /^HTTP\/1\.1 413 .*too_large/s);
  const other = await raw(port, `${HEAD}expect: cake\r\ncontent-length: 4\r\n\r\n`, 'good');
  assert.match(other, /^HTTP\/1\.1 417 .*expectation_failed/s);
});

test('a chunked body is measured while it arrives', async (t) => {
  const { url } = await startFake(t);
  const chunk = new Uint8Array(2 ** 18);
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(chunk);
      if (--left === 0) controller.close();
    },
  });
  let left = 8;
  const init = { method: 'POST', body, duplex: 'half' as const };
  assert.equal((await call(`${url}/predict`, init)).status, 413);
});

test('clients that leave: half-way through the body, and while the picture is worked on', async (t) => {
  const { port, url, predictor, app } = await startFake(t);
  const cut = connect(port, '127.0.0.1');
  cut.write(`${HEAD}content-length: 1000\r\n\r\nhalf of it`);
  await sleep(30);
  cut.resetAndDestroy();
  let open = (): void => {};
  predictor.gate = new Promise((resolve) => {
    open = resolve;
  });
  const controller = new AbortController();
  const waiting = fetch(`${url}/predict`, {
    method: 'POST',
    body: 'good',
    headers: { 'content-type': 'image/png' },
    signal: controller.signal,
  });
  await sleep(30);
  controller.abort();
  await assert.rejects(waiting);
  await sleep(30);
  open();
  await sleep(10);
  assert.equal((await post(`${url}/predict`, 'good')).status, 200);
  const metrics = await app.context.metrics.registry.metrics();
  assert.match(metrics, /yolo_requests_total\{route="\/predict",code="499"\} 2/);
  assert.match(metrics, /yolo_requests_in_flight 0/);
});

test('pictures that are being received share a budget of memory', async (t) => {
  const { port, url } = await startFake(t, {
    limits: { bodyBytes: 1000, images: 4, requestMs: 60_000 },
  });
  const sockets = Array.from({ length: 9 }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(`${HEAD}content-length: 1000\r\n\r\n${'x'.repeat(999)}`);
    return socket;
  });
  await sleep(50);
  const { status, json } = await post(`${url}/predict`, 'x'.repeat(900));
  assert.equal(status, 503);
  assert.equal(json.error.code, 'queue_full');
  for (const socket of sockets) socket.destroy();
  await sleep(30);
  assert.equal((await post(`${url}/predict`, 'good')).status, 200);
});
