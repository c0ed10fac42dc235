import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError } from '../../vision/modelError.ts';
import { inspectModel } from '../../vision/onnx/inspectModel.ts';
import { resolveModel } from '../../vision/onnx/resolveModel.ts';
import type { OnnxHeader } from '../../vision/types.ts';
import { translated } from '../translation/translated.ts';
import type { ModelReport } from './modelReport.ts';

/** Reads a model's header: milliseconds, whatever its size. Never rejects. */
export async function readModelReport(path: string): Promise<ModelReport> {
  const stats = await stat(path).catch(() => undefined);
  const known = { path, file: basename(path), bytes: stats?.size, changed: stats?.mtime };
  let header: OnnxHeader | undefined;
  try {
    header = await inspectModel(path);
    const spec = await resolveModel(header);
    return { ...known, header, spec, problem: undefined };
  } catch (error) {
    if (header !== undefined && leavesShapesOpen(header)) {
      return { ...known, header, spec: undefined, problem: undefined };
    }
    return { ...known, header, spec: undefined, problem: problemOf(error) };
  }
}

function leavesShapesOpen({ outputs }: OnnxHeader): boolean {
  return outputs.some(
    ({ shape }) => shape.length === 0 || shape.slice(1).some((length) => length === undefined),
  );
}

function problemOf(error: unknown): ModelReport['problem'] {
  if (error instanceof ModelError) {
    return { code: error.code, sentence: translated(error.message) };
  }
  return { code: 'unreadable', sentence: error instanceof Error ? error.message : String(error) };
}
