import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OpenModel } from '../../vision/openModel.ts';
import type { LoadedModel } from '../predictor.ts';
import type { WorkerSettings } from './protocol.ts';

/** SHA-256 of a file, read without holding it in memory; lower-case hex. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Milliseconds as people read them. */
const tenths = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** What the server tells about the model that a worker holds. */
export async function describeModel(
  opened: OpenModel,
  settings: WorkerSettings,
): Promise<LoadedModel> {
  const { header, model } = opened;
  return {
    name: settings.name,
    file: basename(settings.model),
    bytes: header.bytes,
    sha256: await fileHash(settings.model),
    parameters: header.parameters,
    spec: model.spec,
    inputs: header.inputs,
    outputs: header.outputs,
    metadata: Object.fromEntries(header.metadata),
    provider: opened.provider,
    workers: settings.workers,
    threads: settings.threads,
    loadMs: tenths(opened.loadMs),
    warmupMs: tenths(opened.warmupMs),
  };
}
