import { ModelError } from '../modelError.ts';
import type { OnnxHeader, TensorSpec } from '../types.ts';
import { describeTensors } from './describeTensors.ts';

const SUPPORTED = 'YOLO v3, v5, v7, v8 to v12, 26, end-to-end exports and YOLOX';

/**
 * The error for a model whose outputs we cannot read: names what was found and what is supported.
 *
 * @param what what the model is, as far as it is known: completes "x.onnx …".
 */
export function unknownLayout(
  { file }: Pick<OnnxHeader, 'file'>,
  outputs: readonly TensorSpec[],
  what?: string,
): ModelError {
  const plural = outputs.length === 1 ? 'output' : `${outputs.length} outputs`;
  const found = `its ${plural}: ${describeTensors(outputs)}`;
  const advice =
    what?.includes('classifier') === true
      ? 'set "task": "classify" and "names" for it in yolo.json'
      : outputs.some(({ shape }) => shape.length === 3 && shape.includes(undefined))
        ? 'export it with a fixed size, or set "family" for it in yolo.json'
        : outputs.length > 1
          ? `use one of ${SUPPORTED}`
          : `use one of ${SUPPORTED}, or set "family" for it in yolo.json if it is one of these`;
  const is = what ?? 'has outputs that are not laid out as in any supported family';
  return new ModelError('unknown-layout', `${file} ${is} (${found}): ${advice}.`);
}
