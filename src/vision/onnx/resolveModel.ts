import { ModelError } from '../modelError.ts';
import type {
  Family,
  ModelOverrides,
  ModelSpec,
  OnnxHeader,
  Size,
  Task,
  TensorSpec,
} from '../types.ts';
import { explainRunFailure } from './explainRunFailure.ts';
import type { ExportMetadata } from './exportMetadata.ts';
import { exportMetadata, isTask } from './exportMetadata.ts';
import { familyOf } from './family.ts';
import { imageInput } from './imageInput.ts';
import { inputSize, otherSize } from './inputSize.ts';
import type { OutputChannels } from './outputChannels.ts';
import { outputChannels } from './outputChannels.ts';
import type { OutputTensors } from './outputTensors.ts';
import { outputTensors } from './outputTensors.ts';
import { unknownLayout } from './unknownLayout.ts';

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
  const task = overrides.task ?? statedTask(header, metadata);
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
  const { tensors, family, channels } = layout(header, outputs, size, metadata, overrides, task);
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

function statedTask(header: OnnxHeader, { task }: ExportMetadata): Task | undefined {
  if (task === undefined || isTask(task)) return task;
  throw unknownLayout(header, header.outputs, `is made for the task "${task.slice(0, 40)}"`);
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

interface Layout {
  readonly tensors: OutputTensors;
  readonly family: Family;
  readonly channels: OutputChannels;
}

function layout(
  header: OnnxHeader,
  outputs: readonly TensorSpec[],
  size: Size,
  metadata: ExportMetadata,
  overrides: ModelOverrides,
  task: Task | undefined,
): Layout {
  const tensors = outputTensors(outputs, size);
  if (tensors === undefined) throw unknownLayout(header, outputs);
  if (overrides.family === undefined && /rt-?detr/i.test(metadata.description)) {
    throw unknownLayout(header, outputs, 'is an RT-DETR detector');
  }
  const { keypoints } = metadata;
  const classes = overrides.names?.length ?? metadata.names?.length;
  const family =
    overrides.family ??
    familyOf(tensors, {
      size,
      task,
      classes,
      keypointValues: keypoints && keypoints.count * keypoints.dims,
      endToEnd: metadata.endToEnd,
      metadata: metadata.present,
    });
  const channels = family && outputChannels(family, tensors, { task, classes, keypoints });
  if (family !== undefined && channels !== undefined) return { tensors, family, channels };
  if (tensors.rank === 2 && task === undefined) {
    throw unknownLayout(header, outputs, 'looks like a classifier, but does not say so');
  }
  throw unknownLayout(header, outputs);
}

function classNames(
  file: string,
  count: number | undefined,
  metadata: ExportMetadata,
  overrides: ModelOverrides,
): { list: readonly string[]; named: boolean } {
  const own = overrides.names;
  if (own !== undefined && count !== undefined && own.length !== count) {
    throw new ModelError(
      'names-mismatch',
      `${file} has ${count} classes, but ${own.length} names are given for them: give one name for each class.`,
    );
  }
  const known = own ?? metadata.names ?? [];
  const length = count ?? known.length;
  const list = Array.from({ length }, (_, i) => known[i] ?? String(i));
  return { list, named: known.length > 0 };
}
