/**
 * What the image of the template `onnx` costs: bytes over its base, seconds from creating a
 * container to its first answer, to rebuild with another model, and milliseconds that the container
 * adds to a request. Needs root on Linux; prints figures, judges nothing by its exit code.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { NODE_IMAGE } from '../scripts/engine/baseImages.ts';
import { startEngine } from '../scripts/engine/engineHost.ts';
import { SAMPLES } from '../scripts/paths.ts';
import { buildImage, layersOf, onnxContext, sampleModel } from '../test/engine/support/builds.ts';
import { serverPackage } from '../test/engine/support/serverPackage.ts';
import { latencyRatio } from './image/latency.ts';
import { starts } from './image/starts.ts';
import { columns } from './server/columns.ts';
import { describeMachine, inspectMachine, noiseWarning } from './server/machine.ts';
import { median } from './server/statistics.ts';

const IMAGE = 'parts:bench';
const REBUILDS = 5;
const STARTS = 10;

const machine = await inspectMachine();
console.log(`parts-v10 in a container on ${describeMachine(machine)}`);
const warning = noiseWarning(machine);
const engine = await startEngine();
try {
  const docker = new Docker({ socketPath: engine.socketPath });
  const picture = readFileSync(join(SAMPLES, 'images', 'line-05.jpg'));
  const server = await serverPackage();
  const build = async (bytes: Buffer): Promise<number> => {
    const path = 'models/parts-v10.onnx';
    const start = performance.now();
    const context = onnxContext('Dockerfile', server, { path, bytes });
    await buildImage(docker, context, { tag: IMAGE, args: { MODEL: path } });
    return (performance.now() - start) / 1000;
  };
  const sum = async (image: string): Promise<number> =>
    (await layersOf(docker, image)).reduce((total, { bytes }) => total + bytes, 0);

  const model = sampleModel('parts-v10');
  await build(model);
  const added = (await sum(IMAGE)) - (await sum(NODE_IMAGE)) - model.length;
  const began = await starts(docker, IMAGE, picture, STARTS);
  const ratio = await latencyRatio(docker, IMAGE, picture);
  const rebuilds: number[] = [];
  // Bytes after its end make a file that no earlier build has seen.
  for (let i = 1; i <= REBUILDS; i++) {
    rebuilds.push(await build(Buffer.concat([model, Buffer.from(`${Date.now()} ${i}`)])));
  }
  const seconds = (values: readonly number[]): string => `${median(values).toFixed(2)} s`;
  const row = (name: string, aim: string, measured: string, met: boolean): string[] => [
    name,
    aim,
    measured,
    met ? 'met' : 'NOT MET',
  ];
  const ready = began.map(({ ready }) => ready);
  const answer = began.map(({ answer }) => answer);
  const resumed = began.map(({ resumed }) => resumed);
  const rows = [
    row(
      'image over base, model aside',
      '≤ 150 MB',
      `${(added / 1e6).toFixed(1)} MB`,
      added <= 150e6,
    ),
    ['create to ready, p50', '', seconds(ready), ''],
    row('create to first answer, p50', '≤ 1.5 s', seconds(answer), median(answer) <= 1.5),
    row('resume to first answer, p50', '≤ 0.1 s', seconds(resumed), median(resumed) <= 0.1),
    row('rebuild with another model, p50', '≤ 5 s', seconds(rebuilds), median(rebuilds) <= 5),
    row('latency against outside', '≤ 1.15 ×', `${ratio.toFixed(2)} ×`, ratio <= 1.15),
  ];
  console.log(columns(['', 'aim', 'measured', ''], rows));
} finally {
  await engine.stop();
}
if (warning !== undefined) console.log(`\n${warning}`);
