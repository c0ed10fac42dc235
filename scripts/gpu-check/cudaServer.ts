import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PredictAnswer, Result } from '../../src/contract/schema/predict.ts';
import type { GpuSource } from '../../src/gpu/gpuSource.ts';
import { cornersOf, iouOf } from '../../webview/detect/logic/geometry.ts';
import { SAMPLES } from '../paths.ts';
import { type ServerProcess, startServer } from '../server/serverProcess.ts';
import type { Findings } from './findings.ts';

/** Requests whose time is taken, one at a time. */
const TIMED = 100;

/** Objects below this are so near to the threshold that rounding decides about them. */
const SURE = 0.35;

/** Boxes of the same object overlap by this at least. */
const SAME_IOU = 0.9;

/**
 * Runs each model by ONNX Runtime's CUDA provider and on the CPU, compares what they find in the
 * sample pictures, and says how long an answer and how much video memory it takes.
 */
export async function checkCudaServer(gpus: GpuSource, findings: Findings): Promise<void> {
  const folder = join(SAMPLES, 'models');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.onnx'))) {
    try {
      await checkModel(join(folder, file), gpus, findings);
    } catch (error) {
      findings.add(`${file} by CUDA`, false, String(error));
    }
  }
}

async function checkModel(model: string, gpus: GpuSource, findings: Findings): Promise<void> {
  const folder = join(SAMPLES, 'images');
  const images = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const cpu = await onDevice(model, 'cpu', (server) => server.client.predict(images));
  await onDevice(model, 'cuda', async (server) => {
    const { provider, loadMs, warmupMs, workers } = await server.client.model();
    const what = `${basename(model)} by CUDA`;
    findings.add(`${what}: what runs it`, provider === 'cuda', provider);
    const { same, all } = compare(cpu, await server.client.predict(images));
    findings.add(`${what}: finds what the CPU finds`, same / all >= 0.99, `${same} of ${all}`);
    const times: number[] = [];
    for (let at = 0; at < TIMED; at++) {
      const began = performance.now();
      await server.client.predict(images[at % images.length] as Uint8Array);
      times.push(performance.now() - began);
    }
    const p50 = times.sort((a, b) => a - b)[TIMED / 2] ?? Number.NaN;
    const state = await gpus.sample();
    const processes = state.ok ? state.snapshot.devices.flatMap((device) => device.processes) : [];
    const held = processes.find(({ pid }) => pid === server.process.pid)?.vramBytes;
    findings.add(
      `${what}: its memory is seen`,
      (held ?? 0) > 0,
      `${((held ?? Number.NaN) / 2 ** 20).toFixed(0)} MiB with ${workers} workers; load ${loadMs.toFixed(0)} ms, first inference ${warmupMs.toFixed(0)} ms, answer p50 ${p50.toFixed(1)} ms`,
    );
  });
}

async function onDevice<T>(
  model: string,
  device: 'cpu' | 'cuda',
  use: (server: ServerProcess) => Promise<T>,
): Promise<T> {
  const server = await startServer(model, { args: ['--device', device], timeoutMs: 120_000 });
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

function overlap({ box: a }: Result, { box: b }: Result): number {
  return a && b ? iouOf(cornersOf(a), cornersOf(b)) : 0;
}

/** How many of the sure objects of the first answer the second one has too. */
function compare(a: PredictAnswer, b: PredictAnswer): { same: number; all: number } {
  let [same, all] = [0, 0];
  a.images.forEach((image, at) => {
    const other = b.images[at];
    if (!('results' in image) || other === undefined || !('results' in other)) return;
    for (const object of image.results.filter(({ confidence }) => confidence >= SURE)) {
      all++;
      const twin = other.results.some(
        (candidate) => candidate.class === object.class && overlap(candidate, object) >= SAME_IOU,
      );
      if (twin) same++;
    }
  });
  return { same, all };
}
