import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { call, post, postForm } from '../contract/call.ts';
import { startFake } from './fakeServer.ts';

const picture = (text: string): Blob => new Blob([text], { type: 'image/jpeg' });

test('one picture as the whole body', async (t) => {
  const { url } = await startFake(t);
  const { status, json, headers } = await post(`${url}/predict`, 'good');
  assert.equal(status, 200);
  assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(json.metadata.imageCount, 1);
  assert.equal(json.metadata.model, 'fake');
  const [image] = json.images;
  assert.deepEqual(image.shape, [100, 200]);
  assert.deepEqual(image.speed, { preprocess: 1.235, inference: 2, postprocess: 0 });
  const [first, second, third] = image.results;
  assert.deepEqual(first.box, { x1: 1, y1: 2, x2: 3, y2: 4, x3: 5, y3: 6, x4: 7, y4: 8 });
  assert.deepEqual(first.segments, { x: [10, 30], y: [20, 40] });
  assert.deepEqual(first.keypoints, { x: [50, 60], y: [50, 70], visible: [0.5, 0.25] });
  assert.equal(first.confidence, 0.98765);
  assert.deepEqual(second, {
    class: 0,
    name: 'bolt',
    confidence: 0.5,
    box: { x1: 0, y1: 0, x2: 200, y2: 100 },
  });
  assert.deepEqual(third, { class: 2, name: '齿轮', confidence: 0.25 });
});

test('any picture type, octet-stream or no content type at all', async (t) => {
  const { url } = await startFake(t);
  for (const type of [
    'image/png',
    'image/anything',
    'application/octet-stream',
    'IMAGE/JPEG; q=1',
  ]) {
    assert.equal(
      (await post(`${url}/predict`, 'good', { 'content-type': type })).status,
      200,
      type,
    );
  }
  // A body of bytes has no type of its own, so fetch sends none.
  const bare = await call(`${url}/predict`, { method: 'POST', body: Buffer.from('good') });
  assert.equal(bare.status, 200);
});

test('normalize and decimals', async (t) => {
  const { url } = await startFake(t);
  const { json } = await post(`${url}/predict?normalize=True&decimals=2`, 'good');
  const [first, second] = json.images[0].results;
  assert.equal(first.confidence, 0.99);
  assert.deepEqual(second.box, { x1: 0, y1: 0, x2: 1, y2: 1 });
  assert.deepEqual(first.keypoints.x, [0.25, 0.3]);
  assert.equal(first.maskArea, 0.03);
});

test('parameters reach the predictor, from the query and from form fields', async (t) => {
  const { url, predictor } = await startFake(t);
  const query = 'conf=0.5&iou=.4&imgsz=32,64&max_det=7&classes=0,2&classes=1';
  await post(`${url}/predict?${query}`, 'good');
  await postForm(`${url}/predict?iou=0.4`, [
    ['conf', '0.5'],
    ['file', picture('good')],
    ['imgsz', '32,64'],
    ['max_det', '7'],
    ['classes', '0'],
    ['classes', '2,1'],
  ]);
  await post(`${url}/predict`, 'good');
  const all = {
    conf: 0.5,
    iou: 0.4,
    maxDet: 7,
    imgsz: { height: 32, width: 64 },
    classes: [0, 2, 1],
  };
  assert.deepEqual(predictor.asked, [all, all, {}]);
});

test('bad parameters: 422 names the parameter, its value and what is allowed', async (t) => {
  const { url } = await startFake(t);
  const cases: [string, RegExp][] = [
    ['conf=2', /conf is "2", but must be a number from 0 to 1/],
    ['conf=-0.1', /conf .* from 0 to 1/],
    ['conf=', /conf is "", but must be a number/],
    ['conf=0x1', /conf is "0x1"/],
    ['conf=NaN', /conf is "NaN"/],
    ['conf=0.1&conf=0.2', /conf is given 2 times/],
    ['iou=1e400', /iou .* from 0 to 1/],
    ['max_det=0', /max_det is "0", but must be a whole number from 1 to 30000/],
    ['max_det=1.5', /max_det .* whole number/],
    ['decimals=11', /decimals .* from 0 to 10/],
    ['normalize=yes', /normalize is "yes", but must be true or false/],
    ['imgsz=640', /imgsz is 640,640, but this model takes only 32,64/],
    ['imgsz=32,64,96', /imgsz is "32,64,96", but takes 1 to 2 values/],
    ['imgsz=1', /imgsz .* from 32 to 4096/],
    ['classes=9', /classes has 9, but this model has the classes 0 to 2/],
    ['classes=a', /classes is "a", but must be a whole number from 0 up/],
    ['classes=', /classes is ""/],
    ['cnof=0.5', /no parameter "cnof"; allowed are conf, iou, imgsz/],
    ['__proto__=1', /no parameter "__proto__"/],
    [`conf=${'9'.repeat(500)}`, /conf is "9{40}…"/],
  ];
  for (const [query, message] of cases) {
    const { status, json } = await post(`${url}/predict?${query}`, 'good');
    assert.equal(status, 422, query);
    assert.equal(json.error.code, 'bad_parameter');
    assert.match(json.error.message, message);
  }
});

test('several files: one answer each, in order, a bad one only in its own place', async (t) => {
  const { url } = await startFake(t);
  const { status, json } = await postForm(`${url}/predict`, [
    ['file', picture('good')],
    ['file', picture('bad')],
    ['file', picture('boom')],
    ['file', picture('good')],
  ]);
  assert.equal(status, 200);
  assert.equal(json.metadata.imageCount, 4);
  const codes = json.images.map((image: { error?: { code: string } }) => image.error?.code);
  assert.deepEqual(codes, [undefined, 'not_an_image', 'internal', undefined]);
  assert.doesNotMatch(JSON.stringify(json), /secret/);
});

test('the status is the first error’s only when every picture failed', async (t) => {
  const { url } = await startFake(t);
  const { status, json } = await postForm(`${url}/predict`, [
    ['file', picture('slow')],
    ['file', picture('bad')],
  ]);
  assert.equal(status, 504);
  assert.equal(json.error.code, 'timeout');
  const unforeseen = await post(`${url}/predict`, 'boom');
  assert.equal(unforeseen.status, 500);
  assert.doesNotMatch(unforeseen.text, /secret/);
});

test('malformed forms', async (t) => {
  const { url } = await startFake(t);
  const raw = (body: string, type = 'multipart/form-data; boundary=b') =>
    post(`${url}/predict`, body, { 'content-type': type });
  const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
  const cases: [string, Promise<{ status: number; json: unknown }>, number][] = [
    ['no file', postForm(`${url}/predict`, [['conf', '0.5']]), 400],
    ['file under another name', postForm(`${url}/predict`, [['image', picture('good')]]), 422],
    ['a text field named file', postForm(`${url}/predict`, [['file', 'good']]), 422],
    [
      'unknown field',
      postForm(`${url}/predict`, [
        ['file', picture('good')],
        ['source', 'x'],
      ]),
      422,
    ],
    ['no boundary', raw('x', 'multipart/form-data'), 400],
    ['not closed', raw(`${head}good`), 400],
    ['garbage', raw('garbage'), 400],
    ['empty body', raw(''), 400],
    [
      'bad JSON field',
      raw(
        '--b\r\ncontent-disposition: form-data; name="conf"\r\ncontent-type: application/json\r\n\r\n{\r\n--b--\r\n',
      ),
      400,
    ],
    [
      'prototype field',
      raw('--b\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\n1\r\n--b--\r\n'),
      400,
    ],
    [
      'too many files',
      postForm(
        `${url}/predict`,
        Array.from({ length: 5 }, () => ['file', picture('good')] as [string, Blob]),
      ),
      413,
    ],
    ['too many bytes', postForm(`${url}/predict`, [['file', picture('x'.repeat(2 ** 20))]]), 413],
  ];
  for (const [label, answer, status] of cases) {
    const { status: actual, json } = await answer;
    assert.equal(actual, status, `${label}: ${JSON.stringify(json)}`);
  }
  assert.equal((await post(`${url}/predict`, 'good')).status, 200);
});

test('bodies that are no picture', async (t) => {
  const { url } = await startFake(t);
  const send = async (
    body: string,
    headers: Record<string, string>,
    status: number,
    say: RegExp,
  ) => {
    const answer = await post(`${url}/predict`, body, headers);
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.json.error.message, say);
  };
  await send('', {}, 400, /picture is empty/);
  await send('bad', {}, 400, /no picture/);
  await send('{}', { 'content-type': 'application/json' }, 415, /Content-Type "application\/json"/);
  await send('x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, /With curl/);
  await send('x', { 'content-type': 'nonsense' }, 415, /Content-Type/);
  await send('x', { 'content-encoding': 'gzip' }, 415, /Content-Encoding "gzip"/);
  await send('x'.repeat(2 ** 20 + 1), {}, 413, /larger than this server takes \(1 MiB\)/);
  const empty = await call(`${url}/predict`, { method: 'POST' });
  assert.equal(empty.status, 400);
  assert.equal(empty.json.error.code, 'not_an_image');
});

test('a full queue refuses the request as a whole, with Retry-After', async (t) => {
  const { url, predictor } = await startFake(t);
  predictor.full = true;
  const refused = await postForm(`${url}/predict`, [
    ['file', picture('good')],
    ['file', picture('bad')],
  ]);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '3');
  assert.equal(refused.json.error.code, 'queue_full');
});

test('a request that takes too long: 504, and its pictures are given up', async (t) => {
  const limits = { bodyBytes: 2 ** 20, images: 4, requestMs: 50 };
  const { url, predictor } = await startFake(t, { limits });
  predictor.gate = new Promise(() => undefined);
  const { status, json } = await post(`${url}/predict`, 'good');
  assert.equal(status, 504);
  assert.match(json.error.message, /within 0\.05 s/);
});

test('what was let in before the server was asked to stop is answered', async (t) => {
  const { url, app } = await startFake(t);
  const { hostname, port } = new URL(url);
  const headers = { 'content-type': 'image/jpeg', 'content-length': 4 };
  const upload = request({ hostname, port, method: 'POST', path: '/predict', headers });
  const answered = once(upload, 'response');
  upload.write('go');
  await app.fastify.inject('/health/live');
  await new Promise((resolve) => setTimeout(resolve, 50));
  app.context.stopping = true;
  upload.end('od');
  const [response] = (await answered) as [IncomingMessage];
  response.resume();
  assert.equal(response.statusCode, 200);
  assert.equal((await post(`${url}/predict`, 'good')).json.error.code, 'stopping');
});
