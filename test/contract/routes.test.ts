import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openApiDocument } from '../../src/contract/openApi.ts';
import { VERSION } from '../../src/server/version.ts';
import { call, odd, post, postForm, raw } from './call.ts';
import { MODEL, REPOSITORY, readyAddress, STACKS } from './stacks.ts';

const PICTURE = readFileSync(join(REPOSITORY, 'samples/parts/images/line-01.jpg'));
const picture = (): Blob => new Blob([PICTURE], { type: 'image/jpeg' });
const noPicture = (): Blob => new Blob(['no picture'], { type: 'image/jpeg' });

for (const stack of STACKS) {
  describe(stack.name, { skip: stack.skip }, () => {
    let url: string;
    before(async () => {
      const args = ['--model', MODEL, '--port', '0', '--log-level', 'info'];
      const limits = ['--max-body-mib', '1', '--max-images', '4'];
      const scope = { after: (end: () => void) => void endings.push(end) };
      url = await readyAddress(stack.start(scope, [...args, ...limits]));
    });
    const endings: (() => void)[] = [];
    after(() => {
      for (const end of endings) end();
    });
    const send = (body: string | Uint8Array, query = '', headers: Record<string, string> = {}) =>
      post(`${url}/predict${query}`, body as string, headers);

    test('index, health, model, the document', async () => {
      const index = await call(`${url}/`);
      assert.equal(index.json.version, VERSION);
      assert.equal(index.json.routes.length, 18);
      assert.deepEqual((await call(`${url}/health/live`)).json, { status: 'live' });
      assert.deepEqual((await call(`${url}/health/ready`)).json, {
        ...{ status: 'ready', model: 'parts-v10' },
      });
      const model = (await call(`${url}/model`)).json;
      assert.deepEqual(model.labels, ['bolt', 'nut', 'washer', 'gear', 'scratch']);
      assert.equal(model.provider, 'cpu');
      assert.deepEqual((await call(`${url}/openapi.json`)).json, openApiDocument(VERSION));
    });

    test('unknown paths and methods, ids, no CORS', async () => {
      assert.equal((await call(`${url}/nothing`)).json.error.code, 'not_found');
      assert.match((await call(`${url}/v2/nothing`)).json.error, /nothing at \/v2\/nothing/);
      for (const [path, method, allow] of [
        ['/predict', 'GET', 'POST'],
        ['/predict', 'PATCH', 'POST'],
        ['/model', 'DELETE', 'GET, HEAD'],
        ['/v2/models/parts-v10/infer', 'GET', 'POST'],
      ] as const) {
        const answer = await call(`${url}${path}`, { method });
        assert.equal(answer.status, 405, path);
        assert.deepEqual(answer.headers.get('allow')?.split(', ').toSorted(), allow.split(', '));
      }
      const head = await call(`${url}/health/ready`, { method: 'HEAD' });
      assert.equal(head.status, 200);
      assert.equal((await fetch(`${url}/%zz`)).status, 400);
      assert.equal((await call(`${url}/v2/models/${'x'.repeat(300)}`)).status, 414);
      const headers = { 'x-request-id': 'run-7/a.b:c', origin: 'https://example.org' };
      const told = await call(`${url}/health/live`, { headers });
      assert.equal(told.headers.get('x-request-id'), 'run-7/a.b:c');
      assert.equal(told.headers.get('access-control-allow-origin'), null);
      const odd = await call(`${url}/health/live`, { headers: { 'x-request-id': '{"x":1}' } });
      assert.match(odd.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
    });

    test('requests of odd form are answered alike', async () => {
      const { server = '' } = (await odd(url, {})).headers;
      assert.doesNotMatch(String(server), /\d/, 'versions are nobody’s business');
      // The same path, with a server's name before it.
      for (const [path, status, words] of [
        ['http://example.org/health/live', 200, /"live"/],
        ['https://example.org:8443/health/live?x=1', 200, /"live"/],
        ['http://example.org', 200, /"routes"/],
        ['http://example.org?x=1', 200, /"routes"/],
        ['http://example.org/nothing', 404, /nothing at \/nothing/],
        ['http://example.org/v2/nothing', 404, /^\{"error":"There is nothing at \/v2/],
        ['ftp://example.org/health/live', 404, /"not_found"/],
        ['//health/live', 404, /"not_found"/],
      ] as const) {
        const answer = await odd(url, { path });
        assert.equal(answer.status, status, path);
        assert.match(answer.text, words);
      }
      for (const [type, status] of [
        [undefined, 200],
        ['', 415],
        [';', 415],
        ['image/', 415],
        ['image/jpeg, image/png', 415],
        ['IMAGE/JPEG', 200],
        ['image/jpeg;', 200],
        ['image/jpeg; q', 200],
      ] as const) {
        const headers = type === undefined ? {} : { 'content-type': type };
        const answer = await odd(url, { method: 'POST', path: '/predict', headers }, PICTURE);
        assert.equal(answer.status, status, String(type));
        if (status === 415) assert.match(answer.text, /"unsupported_type"/);
      }
      const path = '/v2/models/parts-v10/infer';
      const headers = { 'content-type': '' };
      assert.equal((await odd(url, { method: 'POST', path, headers }, PICTURE)).status, 415);
    });

    test('requests that no client would send get an answer, and the same one', async () => {
      const HOST = 'Host: x';
      const post = ['POST /predict HTTP/1.1', HOST, 'Content-Type: image/jpeg'];
      const filler = `X: ${'a'.repeat(7_000)}`;
      for (const [lines, status, words, body] of [
        [['GET * HTTP/1.1', HOST], 400, /"bad_request"/],
        [['OPTIONS * HTTP/1.1', HOST], 404, /"not_found"/],
        [['CONNECT example.org:80 HTTP/1.1', HOST], 404, /nothing at example\.org:80/],
        [['CONNECT /predict HTTP/1.1', HOST], 405, /takes POST, not CONNECT/],
        [['CONNECT /v2 HTTP/1.1', HOST], 405, /^\{"error":"\/v2 takes/],
        [['GET /model#labels HTTP/1.1', HOST], 400, /"bad_request"/],
        [['GET /%ff HTTP/1.1', HOST], 400, /not well formed/],
        [['GET /health/live HTTP/1.1'], 400, /"bad_request"/],
        [['GET /health/live HTTP/1.0'], 200, /"live"/],
        [['GET /health/live HTTP/1.1', HOST, filler, filler], 200, /"live"/],
        [['GET /health/live HTTP/1.1', HOST, filler, filler, filler], 431, /"headers_too_large"/],
        [['BREW /predict HTTP/1.1', HOST], 400, /"bad_request"/],
        [['BREW /v2 HTTP/1.1', HOST], 400, /^\{"error": ?"This is not/],
        [[...post, 'Transfer-Encoding: chunked'], 400, /"bad_request"/, 'zz\r\nabc\r\n'],
        [[...post, 'Transfer-Encoding: chunked'], 400, /"bad_request"/, '3\r\nabcdef\r\n'],
        [[...post, 'Transfer-Encoding: unheard-of'], 400, /"bad_request"/, 'abc'],
        [[...post, 'Content-Length: 3', 'Transfer-Encoding: chunked'], 400, /"bad_request"/],
      ] as const) {
        const answer = await raw(url, lines, body);
        assert.equal(answer.status, status, lines.join('\n').slice(0, 200));
        assert.match(answer.text, words);
        assert.match(answer.headers, /content-type: application\/json; charset=utf-8/i);
      }
      // What is broken behind a whole request is not the answer to it.
      const whole = [...post, `Content-Length: ${PICTURE.length}`];
      const behind = await raw(url, whole, `${PICTURE.toString('latin1')}BREW * HTTP/1.1\r\n\r\n`);
      assert.ok(behind.status !== 400, behind.text);
      assert.equal((await call(`${url}/health/ready`)).status, 200);
    });

    test('parameters: from the query and the form, bad ones named', async () => {
      const all = (await send(PICTURE)).json.images[0].results;
      const some = (await send(PICTURE, '?conf=0.5&classes=0,2&max_det=3')).json.images[0].results;
      assert.ok(some.length <= 3 && some.length > 0 && all.length > some.length);
      const form = await postForm(`${url}/predict?max_det=3`, [
        ['conf', '0.5'],
        ['file', picture()],
        ['classes', '0'],
        ['classes', '2'],
      ]);
      assert.deepEqual(form.json.images[0].results, some);
      const { results, shape } = (await send(PICTURE, '?normalize=True&decimals=2')).json.images[0];
      assert.deepEqual(shape, [960, 1280]);
      assert.ok(results.every((one: { box: { x2: number } }) => one.box.x2 <= 1));
      assert.equal(results[0].confidence, Math.round(all[0].confidence * 100) / 100);
      const cases: [string, RegExp][] = [
        ['conf=2', /conf is "2", but must be a number from 0 to 1/],
        ['conf=', /conf is "", but must be a number/],
        ['conf=0x1', /conf is "0x1"/],
        ['conf=NaN', /conf is "NaN"/],
        ['conf=0.1&conf=0.2', /conf is given 2 times/],
        ['iou=1e400', /iou .* from 0 to 1/],
        ['max_det=0', /max_det is "0", but must be a whole number from 1 to 30000/],
        ['max_det=1.5', /max_det .* whole number/],
        ['decimals=11', /decimals .* from 0 to 10/],
        ['normalize=yes', /normalize is "yes", but must be true or false/],
        ['imgsz=640', /imgsz is 640,640, but this model takes only 320,416/],
        ['imgsz=32,64,96', /imgsz is "32,64,96", but takes 1 to 2 values/],
        ['imgsz=1', /imgsz .* from 32 to 4096/],
        ['max_det=%EF%BC%95', /max_det is "５", but must be a whole number/],
        ['conf=%D9%A0', /conf is "٠"/],
        ['classes=9', /classes has 9, but this model has the classes 0 to 4/],
        ['classes=a', /classes is "a", but must be a whole number from 0 up/],
        ['cnof=0.5', /no parameter "cnof"; allowed are conf, iou, imgsz/],
        [`conf=${'9'.repeat(500)}`, /conf is "9{40}…"/],
      ];
      for (const [query, message] of cases) {
        const { status, json } = await send(PICTURE, `?${query}`);
        assert.equal(status, 422, query);
        assert.equal(json.error.code, 'bad_parameter');
        assert.match(json.error.message, message);
      }
    });

    test('several files: a bad one only in its own place; all bad: the first’s status', async () => {
      const { status, json } = await postForm(`${url}/predict`, [
        ['file', picture()],
        ['file', noPicture()],
        ['file', picture()],
      ]);
      assert.equal(status, 200);
      assert.equal(json.metadata.imageCount, 3);
      const codes = json.images.map((image: { error?: { code: string } }) => image.error?.code);
      assert.deepEqual(codes, [undefined, 'not_an_image', undefined]);
      assert.equal((await postForm(`${url}/predict`, [['file', noPicture()]])).status, 400);
    });

    test('malformed forms and bodies that are no picture', async () => {
      const raw = (body: string, type = 'multipart/form-data; boundary=b') =>
        send(body, '', { 'content-type': type });
      const form = (fields: [string, string | Blob][]) => postForm(`${url}/predict`, fields);
      const part = (disposition: string, content: string) =>
        `--b\r\ncontent-disposition: ${disposition}\r\n\r\n${content}\r\n--b--\r\n`;
      const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
      const cases: [string, ReturnType<typeof form>, number][] = [
        ['no file', form([['conf', '0.5']]), 400],
        ['file under another name', form([['image', picture()]]), 422],
        ['a text field named file', form([['file', 'good']]), 422],
        [
          'unknown field',
          form([
            ['file', picture()],
            ['source', 'x'],
          ]),
          422,
        ],
        ['no boundary', raw('x', 'multipart/form-data'), 400],
        ['not closed', raw(`${head}good`), 400],
        ['garbage', raw('garbage'), 400],
        ['no name', raw(part('form-data; filename="a.jpg"', 'x')), 400],
        ['an attachment', raw(part('attachment; name="file"; filename="a.jpg"', 'x')), 400],
        ['empty form', raw(''), 400],
        ['an empty file', raw(`${head}\r\n--b--\r\n`), 400],
        ['too many files', form(Array.from({ length: 5 }, () => ['file', picture()])), 413],
        ['too many bytes', form([['file', new Blob(['x'.repeat(2 ** 20)])]]), 413],
        ['no body', send(''), 400],
        ['JSON', send('{}', '', { 'content-type': 'application/json' }), 415],
        ['nonsense', send('x', '', { 'content-type': 'nonsense' }), 415],
        ['gzip', send('x', '', { 'content-encoding': 'gzip' }), 415],
        ['large', send('x'.repeat(2 ** 20 + 1)), 413],
      ];
      for (const [label, answer, status] of cases) {
        const { status: actual, text } = await answer;
        assert.equal(actual, status, `${label}: ${text}`);
        if (label === 'no name') assert.match(text, /a part has no name/);
        if (label === 'an attachment') assert.match(text, /There is no picture/);
      }
      // A header may go on in a further line.
      const [first, last] = part('form-data;\r\n name="file"; filename="a"', '|').split('|');
      const folded = Buffer.concat([Buffer.from(first ?? ''), PICTURE, Buffer.from(last ?? '')]);
      const type = { 'content-type': 'multipart/form-data; boundary=b' };
      assert.equal((await send(folded, '', type)).status, 200);
      assert.equal((await send(PICTURE)).status, 200);
    });

    test('V2: description, configuration, pictures, faults', async () => {
      const model = `${url}/v2/models/parts-v10`;
      for (const path of [model, `${model}/versions/1`]) {
        const { json } = await call(path);
        assert.deepEqual(json.inputs, [
          { name: 'images', datatype: 'FP32', shape: [1, 3, 320, 416] },
        ]);
        assert.equal((await call(`${path}/ready`)).text, '');
        const config = (await call(`${path}/config`)).json;
        const metadata = JSON.parse(config.parameters.metadata.string_value);
        assert.equal(metadata.imgsz, '[320, 416]');
        assert.match(metadata.names, /^\{0: "bolt", 1: "nut"/);
      }
      assert.match((await call(`${url}/v2/models/x`)).json.error, /no model "x".*"parts-v10"/);
      assert.equal((await call(`${model}/versions/2`)).status, 404);
      const infer = (body: unknown) =>
        post(`${model}/infer`, typeof body === 'string' ? body : JSON.stringify(body), {
          'content-type': 'application/json',
        });
      const image = (change: object) => ({
        inputs: [
          {
            name: 'image',
            datatype: 'BYTES',
            shape: [1],
            data: [PICTURE.toString('base64')],
            ...change,
          },
        ],
      });
      const tensor = (change: object) => ({
        inputs: [
          { name: 'images', shape: [1, 3, 320, 416], datatype: 'FP32', data: [1], ...change },
        ],
      });
      const latin1 = Buffer.from('{"inputs": "ÿ"}', 'latin1');
      const json = { 'content-type': 'application/json' };
      const refused = await post(`${model}/infer`, latin1 as never, json);
      assert.equal(refused.status, 400);
      assert.match(refused.json.error, /^The body is not well-formed JSON: /);
      const good = await infer({ id: '7', ...image({}), parameters: { conf: 0.5, priority: 3 } });
      assert.equal(good.status, 200, good.text);
      assert.equal(good.json.id, '7');
      assert.ok(JSON.parse(good.json.outputs[0].data[0]).results.length > 0);
      // In JSON these are the same number.
      for (const shape of ['[1.0]', '[1e0]']) {
        const same = await infer(JSON.stringify(image({})).replace('[1]', shape));
        assert.equal(same.status, 200, same.text);
      }
      const cases: [unknown, RegExp][] = [
        ['', /body is empty/],
        ['{', /not well-formed JSON/],
        ['\u0000', /Inference-Header-Content-Length/],
        [[], /request must be a JSON object/],
        [{}, /inputs must be a list/],
        [{ inputs: [] }, /at least one input/],
        [{ id: 3, inputs: [] }, /id must be a string/],
        [{ ...tensor({}), parameters: { a: [] } }, /parameters\.a must be/],
        [tensor({ name: 'nope' }), /no input "nope".*images/],
        [{ inputs: [...tensor({}).inputs, ...tensor({}).inputs] }, /given twice|elements/],
        [tensor({ datatype: 'FP16' }), /datatype FP32, not "FP16"/],
        [tensor({ shape: [1, 3, 2] }), /shape \[1,3,320,416\], not \[1,3,2\]/],
        [tensor({ shape: [1, 3, 2, -2] }), /whole numbers from 0/],
        [tensor({}), /does not have the 399360 elements/],
        [tensor({ data: undefined, parameters: { binary_data_size: 48 } }), /would end at byte 48/],
        [image({ data: ['bm9uZQ=='] }), /not a picture/],
        [image({ shape: [9] }), /1 to 4 pictures/],
        [image({ shape: [2] }), /does not have the 2 elements/],
        [image({ data: ['%%'] }), /base64/],
        [JSON.stringify(image({})).replace('[1]', '[1.5]'), /whole numbers from 0/],
        [JSON.stringify(image({})).replace('[1]', '[true]'), /whole numbers from 0/],
        [{ ...image({}), parameters: { conf: 3 } }, /conf is "3"/],
        [{ ...image({}), outputs: [{ name: 'output0' }] }, /there is detections/],
      ];
      for (const [body, message] of cases) {
        const { status, json } = await infer(body);
        assert.equal(status, 400, JSON.stringify(json));
        assert.match(json.error, message);
      }
    });

    test('metrics have the same names, labels and buckets', async () => {
      const { text, headers } = await call(`${url}/metrics`);
      assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
      // Which label stands first means nothing.
      for (const [name, ...labels] of [
        ['yolo_requests_total', 'route="/predict"', 'code="200"'],
        ['yolo_requests_total', 'route="/predict"', 'code="422"'],
        ['yolo_requests_total', 'route="unmatched"', 'code="404"'],
        ['yolo_requests_total', 'route="/v2/models/:model"', 'code="404"'],
        ['yolo_images_total', 'result="ok"'],
        ['yolo_images_total', 'result="not_an_image"'],
        ['yolo_requests_in_flight'],
        ['yolo_queue_depth'],
        ['yolo_queue_capacity'],
        ['yolo_preprocess_seconds_bucket', 'le="0.0075"'],
        ['yolo_postprocess_seconds_count'],
        ['yolo_request_seconds_count', 'route="/predict"'],
        [
          'yolo_model_info',
          'model="parts-v10"',
          'family="end2end"',
          'task="detect"',
          'provider="cpu"',
        ],
        ['process_resident_memory_bytes'],
      ]) {
        const found = text.split('\n').some((line) => {
          return line.split(/[{ ]/, 1)[0] === name && labels.every((label) => line.includes(label));
        });
        assert.ok(found, `${name} ${labels.join(' ')} is missing`);
      }
      const bounds = [...text.matchAll(/yolo_inference_seconds_bucket\{le="([\d.]+)"\}/g)];
      assert.equal(bounds.length, 23);
    });
  });
}
