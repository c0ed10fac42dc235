import { ModelError } from '../modelError.ts';
import type { InputType, OnnxHeader, TensorSpec } from '../types.ts';
import { describeTensors } from './describeTensors.ts';

/** The graph's input for pictures: `[1, channels, height, width]`. */
export interface ImageInput {
  readonly name: string;
  readonly type: InputType;
  /** `undefined` where the graph leaves it open. */
  readonly channels: 1 | 3 | undefined;
  readonly height: number | undefined;
  readonly width: number | undefined;
}

/**
 * Finds the one input of a graph that takes a picture.
 *
 * @throws {ModelError} `no-image-input` when nothing looks like one, `unsupported-input` when the
 *   picture must come in a way that this extension does not feed, `unknown-layout` for RT-DETR.
 */
export function imageInput(header: OnnxHeader): ImageInput {
  const { file, inputs } = header;
  const found = describeTensors(inputs);
  if (inputs.some(({ name }) => name === 'orig_target_sizes')) {
    throw new ModelError(
      'unknown-layout',
      `${file} is an RT-DETR or DEIM detector (it has an input "orig_target_sizes"), which is not supported: use a YOLO model.`,
    );
  }
  const image = inputs.find(({ shape }) => shape.length === 4);
  if (image === undefined) {
    throw new ModelError(
      'no-image-input',
      `${file} has no input for a picture (its inputs: ${found}), so it is not a detector by itself: choose the model that was exported with it.`,
    );
  }
  const refuse = (why: string, advice: string): never => {
    throw new ModelError('unsupported-input', `${file} ${why}: ${advice}.`);
  };
  if (inputs.length > 1) {
    refuse(`wants more than a picture (its inputs: ${found})`, 'export it with one image input');
  }
  const [batch, channels, height, width] = image.shape;
  if (channels !== 1 && channels !== 3 && (width === 1 || width === 3)) {
    refuse(
      `takes its picture channel-last (${found}), as TensorFlow does`,
      'export it with the layout [1, 3, height, width]',
    );
  }
  if (batch !== undefined && batch !== 1) {
    refuse(`was exported for batches of exactly ${batch} pictures`, 'export it with batch=1');
  }
  if (channels !== undefined && channels !== 1 && channels !== 3) {
    refuse(`wants pictures with ${channels} channels (${found})`, 'use a model for RGB pictures');
  }
  return {
    name: image.name,
    type: inputType(image) ?? refuse(`wants pictures as ${image.type}`, 'export it as float32'),
    channels: channels === 1 || channels === 3 ? channels : undefined,
    height,
    width,
  };
}

function inputType({ type }: TensorSpec): InputType | undefined {
  return type === 'float32' || type === 'float16' || type === 'uint8' ? type : undefined;
}
