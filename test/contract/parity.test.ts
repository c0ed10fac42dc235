import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { Client } from '../../src/contract/client.ts';
import type { AxisAlignedBox, ImageAnswer, Result } from '../../src/contract/schema/predict.ts';
import { REPOSITORY, readyAddress, STACKS } from './stacks.ts';

const SAMPLES = resolve(REPOSITORY, 'samples/parts');
const CONFORMANCE = resolve(REPOSITORY, '../shared/conformance');
/** Confidence from which on a detection must be found by the other server too. */
const SURE = 0.35;
const [reference, ...others] = STACKS;

interface Set {
  readonly models: readonly string[];
  readonly pictures: readonly string[];
  /** Largest difference in confidence in the median. */
  readonly median: number;
  /** Least overlap of the same detection. */
  readonly iou: number;
}

function files(folder: string, end: RegExp, most: number): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => end.test(name));
  return names.slice(0, most).map((name) => join(folder, name));
}

const SETS: readonly Set[] = [
  {
    models: files(join(SAMPLES, 'models'), /\.onnx$/, 9),
    pictures: files(join(SAMPLES, 'images'), /\.jpg$/, 6),
    // These pictures are decoded at half their size, for which the two JPEG decoders enlarge the
    // colours differently.
    ...{ median: 0.01, iou: 0.8 },
  },
  {
    models: files(join(CONFORMANCE, 'models'), /\.onnx$/, 99),
    pictures: files(join(CONFORMANCE, 'photos'), /\.jpg$/, 6),
    // The model of oriented boxes, which is sure of three objects here, differs by 0.002.
    ...{ median: 0.005, iou: 0.9 },
  },
];

/** Axis-aligned extent of a result, for tasks that have one. */
function extent({ box }: Result): AxisAlignedBox | undefined {
  if (!box) return undefined;
  if (!('x4' in box)) return box;
  const [xs, ys] = [
    [box.x1, box.x2, box.x3, box.x4],
    [box.y1, box.y2, box.y3, box.y4],
  ];
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
}

function overlap(a: Result, b: Result): number {
  const [p, q] = [extent(a), extent(b)];
  if (!p || !q) return p === q ? 1 : 0;
  const width = Math.min(p.x2, q.x2) - Math.max(p.x1, q.x1);
  const height = Math.min(p.y2, q.y2) - Math.max(p.y1, q.y1);
  if (width <= 0 || height <= 0) return 0;
  const area = (r: AxisAlignedBox) => (r.x2 - r.x1) * (r.y2 - r.y1);
  return (width * height) / (area(p) + area(q) - width * height);
}

function resultsOf(image: ImageAnswer | undefined): Result[] {
  if (!image || 'error' in image) assert.fail(JSON.stringify(image));
  return image.results;
}

for (const stack of others) {
  describe(`${stack.name} finds what ${reference?.name} finds`, { skip: stack.skip }, () => {
    for (const { models, pictures, median: most, iou } of SETS) {
      for (const model of models) {
        test(basename(model), async (t) => {
          if (!reference) return;
          const clients = await Promise.all(
            [reference, stack].map(async (one) => {
              const args = ['--model', model, '--port', '0', '--log-level', 'info'];
              const { hostname, port } = new URL(await readyAddress(one.start(t, args)));
              const client = new Client({ host: hostname, port: Number(port) });
              t.after(() => client.close());
              return client;
            }),
          );
          const [own, foreign] = await Promise.all(clients.map((client) => client.model()));
          const { loadMs, warmupMs, workers, threads, ...known } = own ?? assert.fail();
          assert.partialDeepStrictEqual(foreign, known);
          let [found, missed] = [0, 0];
          const differences: number[] = [];
          for (const file of pictures) {
            const answers = await Promise.all(
              clients.map((client) => client.predict(readFileSync(file), { conf: 0.25 })),
            );
            const [expected = [], actual = []] = answers.map(({ images }) => resultsOf(images[0]));
            for (const result of expected.filter(({ confidence }) => confidence >= SURE)) {
              found++;
              const same = actual
                .filter((other) => other.class === result.class && overlap(result, other) >= iou)
                .map(({ confidence }) => Math.abs(confidence - result.confidence));
              if (same.length === 0) missed++;
              else differences.push(Math.min(...same));
            }
          }
          differences.sort((a, b) => a - b);
          const worst = differences.at(-1) ?? 0;
          const median = differences[differences.length >> 1] ?? 0;
          t.diagnostic(
            `${found} detections, ${missed} missed, confidence differs by ${median} in the median, ${worst} at most`,
          );
          assert.ok(found > 0, 'nothing was compared');
          assert.equal(missed, 0);
          assert.ok(median <= most, `median ${median}`);
        });
      }
    }
  });
}
