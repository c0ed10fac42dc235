import { ModelError } from '../modelError.ts';
import type { ModelSpec, OnnxHeader } from '../types.ts';

/** An output of the probe run, widened to float32. */
export interface ProbeOutput {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Refuses a model that can never find anything, after a run on a textured picture.
 *
 * That every score is zero proves little: a score of 10⁻⁴, as a good model may give for a
 * synthetic picture, becomes an exact zero where scores are stored in 8 bits (steps near 1/255) or
 * come from a float16 sigmoid. So a second proof is asked for:
 *
 * - the output's values all share one quantisation step, of half a unit or more. That is what
 *   quantising boxes (hundreds of pixels) and scores (up to 1) together does; no score between 0
 *   and the step exists then;
 * - or nothing is quantised and scores are float32, where a sigmoid gives an exact zero only below
 *   −88, which no trained head reaches everywhere.
 *
 * Scores that are all NaN are refused always. End-to-end rows may be empty (NMS inside the graph
 * pads with zeros), so zeros alone never count against them.
 *
 * @param outputs in the order of `spec.outputs`.
 * @throws {ModelError} `dead-model`.
 */
export function assertAlive(
  header: Pick<OnnxHeader, 'file' | 'outputs' | 'outputSteps' | 'operators'>,
  spec: Pick<ModelSpec, 'family' | 'names' | 'outputs'>,
  outputs: readonly ProbeOutput[],
): void {
  const [output] = outputs;
  if (output === undefined) return;
  const found = scoreKinds(spec, output);
  if (found.includes('nan')) {
    throw new ModelError(
      'dead-model',
      `${header.file} gives no numbers (NaN) as scores, so it can never find anything: its conversion, usually to float16, overflowed; export it again as float32.`,
    );
  }
  if (spec.family === 'classify' || !found.includes('zero')) return;
  const [name = ''] = spec.outputs;
  const step = header.outputSteps.get(name);
  if (step !== undefined && step >= COARSE_STEP) {
    throw new ModelError(
      'dead-model',
      `${header.file} gives a score of exactly 0 to everything, because its quantisation rounds boxes and scores alike to multiples of ${step.toFixed(2)}: quantise it again without its last layers, or export it as float.`,
    );
  }
  const type = header.outputs.find((declared) => declared.name === name)?.type;
  if (spec.family !== 'end2end' && type === 'float32' && !isQuantised(header)) {
    throw new ModelError(
      'dead-model',
      `${header.file} gives a score of exactly 0 to everything, so it can never find anything: its weights are damaged; export it again.`,
    );
  }
}

/** From here on, scores can only be 0 or at least 0.5. */
const COARSE_STEP = 0.5;

/** ONNX's operators for quantised and half-precision arithmetic. */
const QUANTISED = /[Qq]uantize|^QLinear|Integer$|^QGemm|^QAttention|^MatMulNBits/;

function isQuantised({ operators }: Pick<OnnxHeader, 'operators'>): boolean {
  // A Cast may hide a float16 graph behind float32 inputs and outputs.
  return [...operators.keys()].some((name) => QUANTISED.test(name) || name === 'Cast');
}

type ScoreKind = 'zero' | 'nan' | 'mixed';

/** Looks at objectness and class scores apart: their product may underflow, they may not. */
function scoreKinds(
  { family, names }: Pick<ModelSpec, 'family' | 'names'>,
  output: ProbeOutput,
): ScoreKind[] {
  if (family === 'classify') return [kindOf(output.data, 0, output.data.length)];
  if (family === 'v8') {
    const [, , count = 0] = output.shape;
    return [kindOf(output.data, 4 * count, (4 + names.length) * count)];
  }
  if (family === 'end2end') return [columnsKind(output, 4, 5)];
  return [columnsKind(output, 4, 5), columnsKind(output, 5, 5 + names.length)];
}

/** Kind of the columns `from` to `to` of `[1, rows, width]`. */
function columnsKind({ shape, data }: ProbeOutput, from: number, to: number): ScoreKind {
  const [, , width = 1] = shape;
  const kinds = new Set<ScoreKind>();
  for (let row = 0; row < data.length && !kinds.has('mixed') && kinds.size < 2; row += width) {
    kinds.add(kindOf(data, row + from, row + to));
  }
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'mixed';
}

function kindOf(data: Float32Array, from: number, to: number): ScoreKind {
  const nan = Number.isNaN(data[from]);
  for (let i = from; i < to; i++) {
    if (nan ? !Number.isNaN(data[i]) : data[i] !== 0) return 'mixed';
  }
  if (to <= from) return 'mixed';
  return nan ? 'nan' : 'zero';
}
