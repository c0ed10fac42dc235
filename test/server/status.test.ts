import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, post } from '../contract/call.ts';
import { FAKE_MODEL } from './fakePredictor.ts';
import { startFake } from './fakeServer.ts';

test('index, health, model, OpenAPI', async (t) => {
  const { url } = await startFake(t);
  const index = await call(`${url}/`);
  assert.ok(index.json.routes.includes('POST /predict'));
  assert.equal((await call(`${url}/health/live`)).json.status, 'live');
  assert.deepEqual((await call(`${url}/health/ready`)).json, { status: 'ready', model: 'fake' });
  const model = (await call(`${url}/model`)).json;
  assert.deepEqual(model.labels, FAKE_MODEL.spec.names);
  assert.deepEqual(model.input, {
    ...{ height: 32, width: 64, dynamic: false, stride: 32, channels: 3, type: 'float32' },
  });
  const document = (await call(`${url}/openapi.json`)).json;
  assert.equal(document.openapi, '3.1.0');
});

test('starting: 503, Retry-After and the seconds since the start', async (t) => {
  const { url, predictor } = await startFake(t);
  predictor.state = { phase: 'starting', since: Date.now() };
  for (const path of ['/health/ready', '/model', '/v2/health/ready', '/v2/models/fake']) {
    const { status, headers, text } = await call(`${url}${path}`);
    assert.equal(status, 503, path);
    assert.equal(headers.get('retry-after'), '1');
    assert.match(text, /being loaded, since [\d.]+ s/);
  }
  assert.equal((await post(`${url}/predict`, 'good')).json.error.code, 'starting');
  assert.equal((await call(`${url}/health/live`)).status, 200);
  assert.equal((await call(`${url}/metrics`)).status, 200);
});

test('a model that failed: 503 with its sentence', async (t) => {
  const { url, predictor } = await startFake(t);
  predictor.state = { phase: 'failed', error: new Error('x.onnx is a web page.') };
  for (const answer of [await call(`${url}/health/ready`), await post(`${url}/predict`, 'good')]) {
    assert.equal(answer.status, 503);
    assert.deepEqual(answer.json.error, { code: 'model_failed', message: 'x.onnx is a web page.' });
  }
});

test('stopping: 503 and the connection is closed', async (t) => {
  const { url, app } = await startFake(t);
  app.context.stopping = true;
  const { status, json, headers } = await post(`${url}/predict`, 'good');
  assert.equal(status, 503);
  assert.equal(json.error.code, 'stopping');
  assert.equal(headers.get('connection'), 'close');
});

test('a full queue: 503 with Retry-After before the body is read', async (t) => {
  const { url, predictor } = await startFake(t);
  predictor.load = { active: 2, queued: 8, capacity: 8 };
  const { status, json, headers } = await post(`${url}/predict`, 'good');
  assert.equal(status, 503);
  assert.equal(json.error.code, 'queue_full');
  assert.equal(headers.get('retry-after'), '1');
  assert.equal(predictor.asked.length, 0);
});

test('unknown paths and methods', async (t) => {
  const { url } = await startFake(t);
  const image = { method: 'POST', body: 'x', headers: { 'content-type': 'image/jpeg' } };
  assert.equal((await call(`${url}/nothing`)).json.error.code, 'not_found');
  assert.equal((await call(`${url}/nothing`, image)).status, 404);
  assert.match((await call(`${url}/v2/nothing`)).json.error, /nothing at \/v2\/nothing/);
  for (const [path, method, allow] of [
    ['/predict', 'GET', 'POST'],
    ['/predict', 'OPTIONS', 'POST'],
    ['/predict', 'PATCH', 'POST'],
    ['/model', 'DELETE', 'GET, HEAD'],
    ['/v2/models/fake/infer', 'GET', 'POST'],
  ] as const) {
    const answer = await call(`${url}${path}`, { method });
    assert.equal(answer.status, 405, path);
    assert.deepEqual(answer.headers.get('allow')?.split(', ').toSorted(), allow.split(', '));
  }
  const head = await call(`${url}/health/ready`, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
  assert.equal((await fetch(`${url}/%zz`)).status, 400);
  assert.equal((await call(`${url}/v2/models/${'x'.repeat(300)}`)).status, 414);
});

test('no CORS; request ids are taken over when they are plain', async (t) => {
  const { url } = await startFake(t);
  const id = async (given: string) => {
    const headers = { 'x-request-id': given, origin: 'https://example.org' };
    const answer = await call(`${url}/health/live`, { headers });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    return answer.headers.get('x-request-id');
  };
  assert.equal(await id('run-7/a.b:c'), 'run-7/a.b:c');
  assert.match((await id('{"x":1}')) ?? '', /^[0-9a-f-]{36}$/);
  assert.match((await id('x'.repeat(129))) ?? '', /^[0-9a-f-]{36}$/);
});

test('metrics count requests, pictures and stages with bounded labels', async (t) => {
  const { url, app } = await startFake(t);
  app.context.metrics.loaded(FAKE_MODEL);
  await post(`${url}/predict`, 'good');
  await post(`${url}/predict`, 'bad');
  await call(`${url}/any/${Math.random()}`);
  await call(`${url}/v2/models/other`);
  const { text, headers } = await call(`${url}/metrics`);
  assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  for (const line of [
    'yolo_requests_total{route="/predict",code="200"} 1',
    'yolo_requests_total{route="/predict",code="400"} 1',
    'yolo_requests_total{route="unmatched",code="404"} 1',
    'yolo_requests_total{route="/v2/models/:model",code="404"} 1',
    'yolo_images_total{result="ok"} 1',
    'yolo_images_total{result="not_an_image"} 1',
    'yolo_requests_in_flight 1',
    'yolo_queue_depth 0',
    'yolo_queue_capacity 8',
    'yolo_preprocess_seconds_count 1',
    'yolo_inference_seconds_bucket{le="0.002"} 1',
    'yolo_postprocess_seconds_count 1',
    'yolo_request_seconds_count{route="/predict"} 2',
    `yolo_model_info{model="fake",family="v8",task="detect",sha256="${'a'.repeat(64)}",provider="cpu"} 1`,
  ]) {
    assert.ok(text.includes(line), `${line} is missing`);
  }
  assert.match(text, /process_resident_memory_bytes \d+/);
});
