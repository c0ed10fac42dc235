import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ModelStatement } from '../../project/yoloJson.ts';
import { ModelError } from '../../vision/modelError.ts';
import { inspectModel } from '../../vision/onnx/inspectModel.ts';
import { resolveModel } from '../../vision/onnx/resolveModel.ts';
import type { Family, ModelOverrides, OnnxHeader, Task } from '../../vision/types.ts';
import { translated } from '../translation/translated.ts';
import type { ModelReport } from './modelReport.ts';

/**
 * Reads a model's header: milliseconds, whatever its size. Never rejects.
 * @param stated what `yolo.json` states of it, which wins.
 */
export async function readModelReport(path: string, stated?: ModelStatement): Promise<ModelReport> {
  const stats = await stat(path).catch(() => undefined);
  const about = { path, file: basename(path), bytes: stats?.size, changed: stats?.mtime };
  const known = { ...about, stated };
  let header: OnnxHeader | undefined;
  try {
    header = await inspectModel(path);
    const spec = await resolveModel(header, overridesOf(stated ?? {}));
    return { ...known, header, spec, problem: undefined };
  } catch (error) {
    if (header !== undefined && leavesShapesOpen(header) && !isCertain(error)) {
      return { ...known, header, spec: undefined, problem: undefined };
    }
    return { ...known, header, spec: undefined, problem: problemOf(error) };
  }
}

/** Whether running the model would change nothing: its input tells which sizes it takes. */
function isCertain(error: unknown): boolean {
  return error instanceof ModelError && error.code === 'size-mismatch';
}

/** What is stated, as the server takes it; `yolo.json` has been checked for what there is. */
function overridesOf({ family, task, names, imgsz }: ModelStatement): ModelOverrides {
  const [height, width = height] = [imgsz ?? []].flat();
  return {
    ...(family !== undefined && { family: family as Family }),
    ...(task !== undefined && { task: task as Task }),
    ...(names !== undefined && { names }),
    ...(height !== undefined && width !== undefined && { imgsz: { height, width } }),
  };
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
