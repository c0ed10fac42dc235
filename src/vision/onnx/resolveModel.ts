import type { ModelOverrides, ModelSpec, OnnxHeader, Size, Task, TensorSpec } from '../types.ts';
import { classNames } from './classNames.ts';
import { explainRunFailure } from './explainRunFailure.ts';
import { exportMetadata } from './exportMetadata.ts';
import { imageInput } from './imageInput.ts';
import { inputSize, otherSize } from './inputSize.ts';
import { layoutOf, statedTask } from './layout.ts';
import type { OutputTensors } from './outputTensors.ts';

/**
 * Runs the model once on an input of that size, with any content, and tells the shapes of all its
 * outputs in graph order. Rejects when the model cannot run.
 */
export type ShapeProbe = (size: Size) => Promise<readonly (readonly number[])[]>;

/** Every YOLO head reaches stride 32; deeper ones say so in their metadata. */
const USUAL_STRIDE = 32;

/**
 * Works out everything that pre- and post-processing need. Sources in order: what the user states,
 * the export's metadata, the shapes of the outputs. Where the graph leaves shapes open, `probe`
 * measures them, and also whether a size that is declared free really is.
 *
 * The number of classes is the tensor's. Names of the file that are fewer or more are filled up
 * with numbers or cut; names of the user must fit.
 *
 * @throws {ModelError} `unknown-layout`, `no-image-input`, `unsupported-input`, `size-mismatch`,
 *   `names-mismatch`, or what `explainRunFailure` says of a failed probe.
 */
export async function resolveModel(
  header: OnnxHeader,
  overrides: ModelOverrides = {},
  probe?: ShapeProbe,
): Promise<ModelSpec> {
  const { file } = header;
  const input = imageInput(header);
  const metadata = exportMetadata(header);
  const task = statedTask(header, metadata, overrides);
  const stride = metadata.stride ?? USUAL_STRIDE;
  const size = inputSize(input, {
    file,
    wanted: overrides.imgsz,
    stated: metadata.imgsz,
    stride,
    classifier: task === 'classify',
  });
  const free = input.height === undefined && input.width === undefined;
  const outputs = await measured(header, size, probe);
  const clues = { size, metadata, overrides };
  const { tensors, family, channels } = layoutOf(header, outputs, clues);
  const names = classNames(file, channels.classes, metadata, overrides);
  return {
    family,
    task: channels.task,
    names: names.list,
    named: names.named,
    input: {
      name: input.name,
      type: input.type,
      size,
      dynamic: free && (await takesOtherSizes(size, stride, probe)),
      channels: input.channels ?? (metadata.channels === 1 ? 1 : 3),
    },
    outputs: outputsOf(tensors, channels.task),
    stride,
    ...(channels.keypoints && { keypoints: channels.keypoints }),
  };
}

function outputsOf({ main, prototypes }: OutputTensors, task: Task): readonly string[] {
  return task === 'segment' && prototypes ? [main.name, prototypes.name] : [main.name];
}

/** The outputs with their real shapes where a probe can tell and the graph does not. */
async function measured(
  { outputs, ...header }: OnnxHeader,
  size: Size,
  probe: ShapeProbe | undefined,
): Promise<readonly TensorSpec[]> {
  const open = outputs.some(
    ({ shape }) => shape.length === 0 || shape.slice(1).some((n) => n === undefined),
  );
  if (!open || probe === undefined) return outputs;
  const shapes = await probe(size).catch((error: unknown) => {
    throw explainRunFailure(error, header);
  });
  return outputs.map((output, i) => ({ ...output, shape: shapes[i] ?? output.shape }));
}

/** Some exports declare free sizes that one constant in the graph then contradicts. */
async function takesOtherSizes(
  size: Size,
  stride: number,
  probe: ShapeProbe | undefined,
): Promise<boolean> {
  const other = otherSize(size, stride);
  if (probe === undefined || other === undefined) return true;
  return probe(other).then(
    () => true,
    () => false,
  );
}
