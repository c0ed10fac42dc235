import { ModelError } from '../modelError.ts';
import type { OnnxHeader } from '../types.ts';
import { errorText } from './errorText.ts';
import { isOutOfMemory, outOfMemory } from './outOfMemory.ts';
import { runtimeMessage } from './runtimeMessage.ts';

const WRONG_INPUT = /index: \d+ Got: (\d+) Expected: (\d+)/g;

/** Errors of single operators that mean: inner sizes do not fit the size of the picture. */
const SIZES_DISAGREE =
  /broadcast an axis|Non concat axis dimensions must match|input tensor cannot be reshaped|dimensions? (?:mismatch|must match)|incompatible dimensions/i;

/**
 * Turns the error of `session.run` into one sentence for people. A graph that declares free sizes
 * but holds constants for one size only fails inside an operator; that is told as
 * `size-mismatch`.
 */
export function explainRunFailure(error: unknown, header: Pick<OnnxHeader, 'file'>): ModelError {
  if (error instanceof ModelError) return error;
  const options = { cause: error };
  const { file } = header;
  if (isOutOfMemory(error)) return outOfMemory(error, header, 'to run');
  const raw = errorText(error);
  const wrong = [...raw.matchAll(WRONG_INPUT)];
  if (wrong.length > 0) {
    const got = wrong.map(([, given]) => given).join(' × ');
    const wanted = wrong.map(([, , expected]) => expected).join(' × ');
    return new ModelError(
      'size-mismatch',
      `${file} was given ${got} where it takes ${wanted} only: leave imgsz out, or export it with dynamic=True.`,
      options,
    );
  }
  if (SIZES_DISAGREE.test(raw)) {
    return new ModelError(
      'size-mismatch',
      `${file} cannot run at this input size although it declares it (${runtimeMessage(error)}): set imgsz to the size that it was exported with, usually 640.`,
      options,
    );
  }
  return new ModelError(
    'run-failed',
    `${file} loads but cannot run (${runtimeMessage(error)}): export it again, or run it on another device.`,
    options,
  );
}
