import type { ModelError } from '../modelError.ts';
import type { Family, ModelOverrides, OnnxHeader, Size, Task, TensorSpec } from '../types.ts';
import type { ExportMetadata } from './exportMetadata.ts';
import { isTask } from './exportMetadata.ts';
import { familyOf } from './family.ts';
import type { OutputChannels } from './outputChannels.ts';
import { outputChannels } from './outputChannels.ts';
import type { OutputTensors } from './outputTensors.ts';
import { outputTensors } from './outputTensors.ts';
import { unknownLayout, wronglyStated } from './unknownLayout.ts';

/** How a model's outputs are read. */
export interface Layout {
  readonly tensors: OutputTensors;
  readonly family: Family;
  readonly channels: OutputChannels;
}

/** What a layout is worked out from besides the outputs. */
export interface LayoutClues {
  /** Input size in pixels that the outputs belong to. */
  readonly size: Size;
  readonly metadata: ExportMetadata;
  readonly overrides: ModelOverrides;
}

/**
 * The task as the user or else the file states it.
 *
 * @throws {ModelError} `unknown-layout` for a task that we do not know.
 */
export function statedTask(
  header: OnnxHeader,
  { task }: ExportMetadata,
  overrides: ModelOverrides,
): Task | undefined {
  if (overrides.task !== undefined) return overrides.task;
  if (task === undefined || isTask(task)) return task;
  throw unknownLayout(header, header.outputs, `is made for the task "${task.slice(0, 40)}"`);
}

/**
 * Tells how the outputs are laid out: what the user states, then the metadata, then the shapes.
 *
 * @param outputs with their real shapes, as far as they are known.
 * @throws {ModelError} `unknown-layout`; where the user stated a family or task that does not fit,
 *   the sentence says so rather than blaming the file.
 */
export function layoutOf(
  header: OnnxHeader,
  outputs: readonly TensorSpec[],
  clues: LayoutClues,
): Layout {
  const { family, task } = clues.overrides;
  const found = attempt(header, outputs, clues);
  if (family === undefined && task === undefined) {
    if ('tensors' in found) return found;
    throw found;
  }
  const unaided = attempt(header, outputs, { ...clues, overrides: unstated(clues.overrides) });
  const natural = 'tensors' in unaided ? unaided : undefined;
  if ('tensors' in found && (isSame(found, natural) || !contradictsNames(found, clues))) {
    return found;
  }
  throw wronglyStated(header, outputs, clues.overrides, natural);
}

function isSame(stated: Layout, natural: Layout | undefined): boolean {
  return stated.family === natural?.family && stated.channels.task === natural.channels.task;
}

/** The overrides without family and task. */
function unstated({ names }: ModelOverrides): ModelOverrides {
  return names === undefined ? {} : { names };
}

/** Whether it makes another number of classes than the file names: rows as columns give thousands. */
function contradictsNames({ channels }: Layout, { metadata: { names } }: LayoutClues): boolean {
  return names !== undefined && channels.classes !== undefined && channels.classes !== names.length;
}

function attempt(
  header: OnnxHeader,
  outputs: readonly TensorSpec[],
  { size, metadata, overrides }: LayoutClues,
): Layout | ModelError {
  const tensors = outputTensors(outputs, size);
  if (tensors === undefined) return unknownLayout(header, outputs);
  if (overrides.family === undefined && /rt-?detr/i.test(metadata.description)) {
    return unknownLayout(header, outputs, 'is an RT-DETR detector');
  }
  const { keypoints } = metadata;
  const task = overrides.task ?? (isTask(metadata.task) ? metadata.task : undefined);
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
    return unknownLayout(header, outputs, 'looks like a classifier, but does not say so');
  }
  return unknownLayout(header, outputs);
}
