import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import sharp from 'sharp';
import type { ModelAnswer } from '../../src/contract/schema/model.ts';
import { MODEL, readyAddress, STACKS, type Stack } from './stacks.ts';

interface OutputHead {
  readonly name: string;
  readonly shape: number[];
  readonly datatype: string;
  readonly data?: number[];
  readonly parameters?: { readonly binary_data_size: number };
}

interface Started {
  readonly url: string;
  readonly description: ModelAnswer;
  infer(
    json: object,
    blob?: Uint8Array,
  ): Promise<{ status: number; error?: string; outputs: OutputHead[]; binary: Buffer }>;
}

async function start(t: TestContext, stack: Stack): Promise<Started> {
  const url = await readyAddress(stack.start(t, ['--model', MODEL, '--port', '0']));
  const description = (await (await fetch(`${url}/model`)).json()) as ModelAnswer;
  return {
    url,
    description,
    async infer(json, blob = new Uint8Array(0)) {
      const head = Buffer.from(JSON.stringify(json));
      const response = await fetch(`${url}/v2/models/${description.name}/infer`, {
        method: 'POST',
        body: Buffer.concat([head, blob]),
        headers: { 'inference-header-content-length': String(head.length) },
      });
      const body = Buffer.from(await response.arrayBuffer());
      const split = Number(response.headers.get('inference-header-content-length') ?? body.length);
      const parsed = JSON.parse(body.toString('utf8', 0, split));
      return { status: response.status, ...parsed, binary: body.subarray(split) };
    },
  };
}

/** A picture of exactly the network's input size, and the tensor that preprocessing makes of it. */
async function pictureAndTensor({ input, family, inputs }: ModelAnswer) {
  const { height, width } = input;
  const noise = { type: 'gaussian' as const, mean: 120, sigma: 60 };
  const create = { width, height, channels: 3 as const, background: '#888', noise };
  const picture = await sharp({ create }).png().toBuffer();
  const rgb = await sharp(picture).removeAlpha().raw().toBuffer();
  const values = new Float32Array(3 * height * width);
  const [order, divisor] = family === 'yolox' ? [[2, 1, 0], 1] : [[0, 1, 2], 255];
  order.forEach((channel, plane) => {
    for (let at = 0; at < height * width; at++) {
      values[plane * height * width + at] = (rgb[at * 3 + channel] ?? 0) / divisor;
    }
  });
  const tensor = { name: inputs[0]?.name ?? '', shape: [1, 3, height, width], datatype: 'FP32' };
  return { picture, values, tensor };
}

for (const stack of STACKS) {
  describe(stack.name, { skip: stack.skip }, () => {
    test('what is no number is refused in JSON, and null in its answers', async (t) => {
      const { description, infer, url } = await start(t, stack);
      const { tensor } = await pictureAndTensor(description);
      const response = await fetch(`${url}/v2/models/${description.name}/infer`, {
        method: 'POST',
        body: JSON.stringify({ inputs: [{ ...tensor, data: [] }] }).replace('[]', '[NaN]'),
      });
      assert.equal(response.status, 400);
      const values = new Float32Array(tensor.shape.reduce((a, b) => a * b)).fill(Number.NaN);
      const parameters = { binary_data_size: values.byteLength };
      const bytes = new Uint8Array(values.buffer);
      const { status, outputs } = await infer({ inputs: [{ ...tensor, parameters }] }, bytes);
      assert.equal(status, 200);
      // Reading it as JSON is half the test.
      assert.ok(outputs.some(({ data }) => data?.includes(null as unknown as number)));
    });

    test('a raw tensor gives the network’s own outputs, the same in binary and JSON', async (t) => {
      const { description, infer, url } = await start(t, stack);
      const { picture, values, tensor } = await pictureAndTensor(description);
      const bytes = new Uint8Array(values.buffer);
      const binary = await infer(
        {
          inputs: [{ ...tensor, parameters: { binary_data_size: bytes.length } }],
          parameters: { binary_data_output: true },
        },
        bytes,
      );
      assert.equal(binary.status, 200, binary.error);
      const json = await infer({ inputs: [{ ...tensor, data: [...values] }] });
      assert.equal(json.status, 200, json.error);
      assert.deepEqual(
        json.outputs.map(({ name }) => name),
        description.outputs.map(({ name }) => name),
      );
      const [head] = binary.outputs;
      const own = new Uint8Array(binary.binary.subarray(0, head?.parameters?.binary_data_size));
      const floats = new Float32Array(own.buffer);
      assert.deepEqual(json.outputs[0]?.shape, head?.shape);
      assert.deepEqual(Float32Array.from(json.outputs[0]?.data ?? []), floats);

      // With end-to-end models a row is a detection, which /predict must tell alike.
      if (description.family !== 'end2end')
        return t.diagnostic('rows not compared: not end-to-end');
      const answer = await fetch(`${url}/predict?conf=0.001&decimals=6`, {
        method: 'POST',
        body: picture,
      });
      const { images } = (await answer.json()) as {
        images: { results: { confidence: number; class: number; box: { x1: number } }[] }[];
      };
      const results = images[0]?.results ?? [];
      const rows = Array.from({ length: floats.length / 6 }, (_, row) => [
        ...floats.subarray(row * 6, row * 6 + 6),
      ]).filter((row) => (row[4] ?? 0) > 0.001);
      assert.equal(results.length, rows.length);
      t.diagnostic(`${rows.length} rows compared`);
      const sorted = rows.sort((a, b) => (b[4] ?? 0) - (a[4] ?? 0));
      results.forEach((result, index) => {
        assert.ok(Math.abs(result.confidence - (sorted[index]?.[4] ?? 0)) < 1e-5);
      });
    });

    test('tensors that do not fit: 400', async (t) => {
      const { description, infer } = await start(t, stack);
      const { tensor } = await pictureAndTensor(description);
      const wrong = await infer({ inputs: [{ ...tensor, shape: [1, 3, 8], data: [1] }] });
      assert.equal(wrong.status, 400);
      assert.match(wrong.error ?? '', /shape/);
      const short = await infer({ inputs: [{ ...tensor, data: [1, 2, 3] }] });
      assert.equal(short.status, 400);
    });

    test('encoded pictures as BYTES give detections as JSON', async (t) => {
      const { description, infer } = await start(t, stack);
      const { picture } = await pictureAndTensor(description);
      const prefix = Buffer.alloc(4);
      prefix.writeUInt32LE(picture.length);
      const element = Buffer.concat([prefix, picture]);
      const parameters = { binary_data_size: element.length };
      const inputs = [{ name: 'image', shape: [1], datatype: 'BYTES', parameters }];
      const { status, outputs, error } = await infer({ inputs }, element);
      assert.equal(status, 200, error);
      const found = JSON.parse(String(outputs[0]?.data?.[0]));
      const { height, width } = description.input;
      assert.deepEqual(found.shape, [height, width]);
      assert.ok(Array.isArray(found.results));
    });
  });
}
