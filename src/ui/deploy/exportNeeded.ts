import type { Stack } from '../../project/yoloJson.ts';
import type { ModelReport } from '../models/modelReport.ts';
import { isPyTorch } from '../project/wizard/weightsStep.ts';

/** Weights that a stack runs once they are exported, which can be offered. */
export class ExportNeeded extends Error {
  /** Absolute path of the weights. */
  readonly weights: string;

  constructor(sentence: string, weights: string) {
    super(sentence);
    this.weights = weights;
  }
}

/**
 * Makes sure that a stack runs weights, as far as their file tells. What is in a PyTorch file shows
 * when the Python stacks load it.
 * @throws ExportNeeded, or an Error with a sentence.
 */
export function assertRunnable({ path, problem }: ModelReport, stack: Stack): void {
  const weights = isPyTorch(path);
  if (problem === undefined || (weights && stack !== 'onnx')) return;
  if (weights && problem.code === 'pytorch-weights') throw new ExportNeeded(problem.sentence, path);
  throw new Error(problem.sentence);
}
