import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, post } from '../contract/call.ts';
import { type FakeServer, startFake } from './fakeServer.ts';

const PIXELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.5];
const INPUT = { name: 'images', shape: [1, 3, 2, 2], datatype: 'FP32' };

function inferJson({ url }: FakeServer, body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return post(`${url}/v2/models/fake/infer`, text, { 'content-type': 'application/json' });
}

/** Sends JSON and binary data as one body, and takes the answer apart likewise. */
async function inferBinary({ url }: FakeServer, json: unknown, ...blobs: Uint8Array[]) {
  const header = Buffer.from(JSON.stringify(json));
  const response = await fetch(`${url}/v2/models/fake/infer`, {
    method: 'POST',
    body: Buffer.concat([header, ...blobs]),
    headers: { 'inference-header-content-length': String(header.length) },
  });
  const body = Buffer.from(await response.arrayBuffer());
  const length = response.headers.get('inference-header-content-length');
  const split = length === null ? body.length : Number(length);
  const parsed = JSON.parse(body.toString('utf8', 0, split));
  return { status: response.status, json: parsed, binary: body.subarray(split), length };
}

const floats = (values: number[]): Uint8Array => new Uint8Array(new Float32Array(values).buffer);

function element(text: string): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([prefix, Buffer.from(text)]);
}

test('V2 metadata, health and configuration', async (t) => {
  const { url } = await startFake(t);
  assert.equal((await call(`${url}/v2/health/live`)).text, '');
  assert.equal((await call(`${url}/v2/health/ready`)).status, 200);
  const server = (await call(`${url}/v2`)).json;
  assert.ok(server.extensions.includes('binary_tensor_data'));
  for (const path of ['/v2/models/fake', '/v2/models/fake/versions/1']) {
    assert.deepEqual((await call(`${url}${path}`)).json.inputs, [INPUT]);
    assert.equal((await call(`${url}${path}/ready`)).status, 200);
    const config = (await call(`${url}${path}/config`)).json;
    assert.equal(config.input[0].data_type, 'TYPE_FP32');
    const metadata = JSON.parse(config.parameters.metadata.string_value);
    assert.equal(metadata.names, '{0: "bolt", 1: "it\'s", 2: "齿轮"}');
    assert.equal(metadata.imgsz, '[32, 64]');
    assert.equal(metadata.author, 'us');
  }
  assert.match((await call(`${url}/v2/models/other`)).json.error, /no model "other".*"fake"/);
  assert.equal((await call(`${url}/v2/models/fake/versions/2`)).status, 404);
});

test('V2 infer in JSON, nested and flat', async (t) => {
  const server = await startFake(t);
  const nested = [
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
      [
        [9, 10],
        [11, 12.5],
      ],
    ],
  ];
  for (const data of [PIXELS, nested]) {
    const outputs = [{ name: 'ids' }, { name: 'output0' }];
    const { status, json } = await inferJson(server, {
      id: '7',
      inputs: [{ ...INPUT, data }],
      outputs,
    });
    assert.equal(status, 200);
    assert.equal(json.id, '7');
    assert.equal(json.model_name, 'fake');
    assert.deepEqual(json.outputs, [
      { name: 'output0', shape: [1, 2], datatype: 'FP32', data: [0.5, -2] },
      { name: 'ids', shape: [1, 1], datatype: 'INT64', data: [7] },
    ]);
    const [tensor] = server.predictor.tensors;
    assert.deepEqual([...new Float32Array(tensor?.data.buffer as ArrayBuffer)], PIXELS);
  }
});

test('V2 infer with binary data in and out, FP16 among it', async (t) => {
  const server = await startFake(t);
  const bytes = floats(PIXELS);
  const inputs = [{ ...INPUT, parameters: { binary_data_size: bytes.length } }];
  const all = { inputs, parameters: { binary_data_output: true } };
  const { status, json, binary } = await inferBinary(server, all, bytes);
  assert.equal(status, 200);
  assert.deepEqual(
    json.outputs.map((output: { parameters: object }) => output.parameters),
    [{ binary_data_size: 8 }, { binary_data_size: 2 }, { binary_data_size: 8 }],
  );
  assert.equal(binary.length, 18);
  assert.equal(binary.readFloatLE(4), -2);
  assert.equal(binary.readUInt16LE(8), 0x3c00);
  assert.equal(binary.readBigInt64LE(10), 7n);
  const mixed = await inferBinary(
    server,
    { inputs, outputs: [{ name: 'half', parameters: { binary_data: true } }, { name: 'ids' }] },
    bytes,
  );
  assert.deepEqual(mixed.json.outputs[1].data, [7]);
  assert.equal(mixed.binary.length, 2);
  const plain = await inferBinary(server, { inputs, outputs: [{ name: 'ids' }] }, bytes);
  assert.equal(plain.length, null);
});

test('V2 images as BYTES, binary and base64', async (t) => {
  const server = await startFake(t);
  const bytes = Buffer.concat([element('good'), element('bad')]);
  const image = { name: 'image', datatype: 'BYTES', shape: [2] };
  const binary = await inferBinary(
    server,
    {
      parameters: { binary_data_output: true, decimals: 1, classes: '0,1', priority: 3 },
      inputs: [{ ...image, parameters: { binary_data_size: bytes.length } }],
    },
    bytes,
  );
  assert.equal(binary.status, 200);
  assert.deepEqual(server.predictor.asked[0], { classes: [0, 1] });
  const length = binary.binary.readUInt32LE(0);
  const first = JSON.parse(binary.binary.toString('utf8', 4, 4 + length));
  assert.equal(first.results[0].confidence, 1);
  const second = JSON.parse(binary.binary.toString('utf8', 8 + length));
  assert.equal(second.error.code, 'not_an_image');

  const data = ['good', 'good'].map((text) => Buffer.from(text).toString('base64'));
  const { json } = await inferJson(server, { inputs: [{ ...image, shape: [2, 1], data }] });
  assert.deepEqual(json.outputs[0].shape, [2]);
  assert.equal(JSON.parse(json.outputs[0].data[1]).results.length, 3);
});

test('V2 faults of a request: 400 and a sentence', async (t) => {
  const server = await startFake(t);
  const input = (change: object) => ({ inputs: [{ ...INPUT, data: PIXELS, ...change }] });
  const image = (change: object) => ({
    inputs: [{ name: 'image', datatype: 'BYTES', shape: [1], data: ['YmFk'], ...change }],
  });
  const half = { ...input({}), outputs: [{ name: 'half' }] };
  const cases: [unknown, RegExp][] = [
    ['', /body is empty/],
    ['{', /not well-formed JSON/],
    ['\u0000', /Inference-Header-Content-Length/],
    [[], /request must be a JSON object/],
    [{}, /inputs must be a list/],
    [{ inputs: [] }, /at least one input/],
    [{ id: 3, inputs: [] }, /id must be a string/],
    [{ ...input({}), parameters: { a: [] } }, /parameters\.a must be/],
    [input({ name: 'nope' }), /no input "nope".*images/],
    [{ inputs: [...input({}).inputs, ...input({}).inputs] }, /given twice/],
    [input({ datatype: 'FP16' }), /datatype FP32, not "FP16"/],
    [input({ shape: [1, 3, 2] }), /shape \[1,3,2,2\], not \[1,3,2\]/],
    [input({ shape: [1, 3, 2, -2] }), /whole numbers from 0/],
    [input({ shape: 'x' }), /shape must be a list/],
    [input({ data: [1] }), /does not have the 12 elements/],
    [input({ data: PIXELS.map(String) }), /element "1", which is no FP32/],
    [input({ data: undefined }), /data must be a list/],
    [input({ data: undefined, parameters: { binary_data_size: 48 } }), /would end at byte 48/],
    [input({ data: undefined, parameters: { binary_data_size: 'x' } }), /binary_data_size must/],
    [{ ...input({}), outputs: [{ name: 'x' }] }, /no output "x"; there is output0/],
    [{ ...input({}), outputs: [{ name: 'ids' }, { name: 'ids' }] }, /asked for twice/],
    [half, /FP16 has no form in JSON/],
    [image({}), /no picture/],
    [image({ shape: [9] }), /1 to 4 pictures/],
    [image({ shape: [2] }), /does not have the 2 elements/],
    [image({ data: ['%%'] }), /base64/],
    [{ ...image({}), parameters: { conf: 3 } }, /conf is "3"/],
    [{ ...image({}), parameters: { cnof: 0.3 } }, /no parameter "cnof"/],
    [{ ...image({}), outputs: [{ name: 'output0' }] }, /there is detections/],
    [{ inputs: [...image({}).inputs, ...input({}).inputs] }, /no other input/],
  ];
  for (const [body, message] of cases) {
    const { status, json } = await inferJson(server, body);
    assert.equal(status, 400, JSON.stringify(json));
    assert.match(json.error, message);
  }
  const size = { ...INPUT, parameters: { binary_data_size: 4 } };
  for (const [json, blob, message] of [
    [{ inputs: [size] }, Buffer.alloc(4), /needs 48 bytes for its shape, but has 4/],
    [input({}), Buffer.alloc(3), /3 bytes of binary data that no input claims/],
    [image({ data: undefined, parameters: { binary_data_size: 3 } }), Buffer.alloc(3), /cut short/],
    [
      image({ data: undefined, parameters: { binary_data_size: 5 } }),
      Buffer.from('ff00000001', 'hex'),
      /cut short/,
    ],
  ] as const) {
    const answer = await inferBinary(server, json, blob);
    assert.equal(answer.status, 400);
    assert.match(answer.json.error, message);
  }
  for (const length of ['-1', 'x', '99999']) {
    const headers = { 'inference-header-content-length': length };
    assert.equal((await post(`${server.url}/v2/models/fake/infer`, '{}', headers)).status, 400);
  }
  const form = { 'content-type': 'multipart/form-data; boundary=b' };
  assert.equal((await post(`${server.url}/v2/models/fake/infer`, 'x', form)).status, 415);
});

test('V2 BYTES in JSON: line breaks are fine, a megabyte of blanks is refused at once', async (t) => {
  const server = await startFake(t);
  const ask = (text: string) =>
    inferJson(server, {
      inputs: [{ name: 'image', shape: [1], datatype: 'BYTES', data: [text] }],
    });
  assert.equal((await ask('Z29v\r\nZA==\n')).status, 200);
  const { status, json } = await ask(`${' '.repeat(1_000_000)}!`);
  assert.equal(status, 400);
  assert.match(json.error, /base64/);
});

test('V2 JSON of very many values is refused before it is parsed', async (t) => {
  const server = await startFake(t, {
    limits: { bodyBytes: 2 ** 24, images: 4, requestMs: 60_000 },
  });
  const input = { name: 'image', shape: [1], datatype: 'BYTES' };
  const body = (data: string): string =>
    `{"inputs":[${JSON.stringify(input).slice(0, -1)},"data":${data}}]}`;
  const few = await post(`${server.url}/v2/models/fake/infer`, body(`[${'"",'.repeat(1000)}""]`));
  assert.equal(few.status, 400);
  assert.match(few.text, /does not have the 1 elements/);
  const nested = await post(
    `${server.url}/v2/models/fake/infer`,
    body(`[${'[],'.repeat(1000)}[]]`),
  );
  assert.equal(nested.status, 400);
  const many = await post(
    `${server.url}/v2/models/fake/infer`,
    body(`[${'0,'.repeat(5_000_001)}0]`),
  );
  assert.equal(many.status, 413);
  assert.match(many.text, /as binary data/);
});
