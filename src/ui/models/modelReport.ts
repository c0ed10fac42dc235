import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError, type ModelErrorCode } from '../../vision/modelError.ts';
import { inspectModel } from '../../vision/onnx/inspectModel.ts';
import { resolveModel } from '../../vision/onnx/resolveModel.ts';
import type { ModelSpec, OnnxHeader } from '../../vision/types.ts';

/** What can be told about a model file without loading its weights. */
export interface ModelReport {
  readonly path: string;
  /** Base name. */
  readonly file: string;
  readonly bytes: number | undefined;
  readonly changed: Date | undefined;
  /** Present for ONNX models that can be read. */
  readonly header: OnnxHeader | undefined;
  /** Absent also where only running the model tells, since its file leaves shapes open. */
  readonly spec: ModelSpec | undefined;
  /** Why it cannot be used as it is: one sentence that begins with the file's name. */
  readonly problem: { readonly code: ModelErrorCode; readonly sentence: string } | undefined;
}

/** Whether a server can run the model, as far as its file tells. */
export function isUsable({ header, problem }: ModelReport): boolean {
  return header !== undefined && problem === undefined;
}

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
  if (error instanceof ModelError) return { code: error.code, sentence: error.message };
  return { code: 'unreadable', sentence: error instanceof Error ? error.message : String(error) };
}
