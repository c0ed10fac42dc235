import { ModelError } from '../modelError.ts';
import type { Family, ModelOverrides, OnnxHeader, Task, TensorSpec } from '../types.ts';
import { describeTensors } from './describeTensors.ts';

const SUPPORTED = 'YOLO v3, v5, v7, v8 to v12, 26, end-to-end exports and YOLOX';

function describeOutputs(outputs: readonly TensorSpec[]): string {
  const plural = outputs.length === 1 ? 'output' : `${outputs.length} outputs`;
  return `its ${plural}: ${describeTensors(outputs)}`;
}

/** How to state what a file does not say: the server has flags, the editor a project file. */
function advise(what: string | undefined, outputs: readonly TensorSpec[]): string {
  if (what?.includes('classifier') === true) {
    return 'state its task and names (server: --task classify, --names; yolo.json: "task": "classify", "names")';
  }
  if (outputs.some(({ shape }) => shape.length === 3 && shape.includes(undefined))) {
    return 'export it with a fixed size, or state its family (server: --family; yolo.json: "family")';
  }
  if (outputs.length > 1) return `use one of ${SUPPORTED}`;
  return `use one of ${SUPPORTED}; if it is one, state its family and task (server: --family, --task; yolo.json: "family", "task")`;
}

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
  const is = what ?? 'has outputs that are not laid out as in any supported family';
  return new ModelError(
    'unknown-layout',
    `${file} ${is} (${describeOutputs(outputs)}): ${advise(what, outputs)}.`,
  );
}

/**
 * The error for a model that the user says something of which its outputs do not bear out.
 *
 * @param natural how the outputs would be read without what the user states; absent when not at all.
 */
export function wronglyStated(
  { file }: Pick<OnnxHeader, 'file'>,
  outputs: readonly TensorSpec[],
  { family, task }: Pick<ModelOverrides, 'family' | 'task'>,
  natural?: { readonly family: Family; readonly channels: { readonly task: Task } },
): ModelError {
  const stated = [
    ...(family === undefined ? [] : [`family "${family}"`]),
    ...(task === undefined ? [] : [`task "${task}"`]),
  ].join(' and ');
  const looks =
    natural === undefined
      ? ''
      : `, which looks like family "${natural.family}", task "${natural.channels.task}"`;
  const advice =
    natural === undefined
      ? `state another one, or use one of ${SUPPORTED}`
      : 'leave that out, or state what fits';
  return new ModelError(
    'unknown-layout',
    `The stated ${stated} does not fit ${file} (${describeOutputs(outputs)}${looks}): ${advice}.`,
  );
}
