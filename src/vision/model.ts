import type { Tensor } from 'onnxruntime-node';
import { deadline } from './deadline.ts';
import { PICTURE_TIMEOUT_MS } from './defaults.ts';
import type { RgbImage } from './image/decode.ts';
import { decodeImage } from './image/decode.ts';
import { inputArray, pixelEncoding } from './image/encoding.ts';
import type { Placement } from './image/placement.ts';
import { centreCrop, letterbox, topLeft } from './image/placement.ts';
import type { InputArray, PixelEncoding } from './image/sample.ts';
import { fillPadding, samplePicture } from './image/sample.ts';
import type { Network } from './network.ts';
import { readDetections } from './postprocess/detections.ts';
import { widenFloat16 } from './postprocess/float16.ts';
import type { OutputTensor } from './postprocess/grid.ts';
import type { ModelSpec, Prediction, PredictOptions, Size } from './types.ts';

/** A picture, sampled and ready to be run. */
export interface PreparedPicture {
  readonly data: InputArray;
  readonly placement: Placement;
  /** Size of the picture in pixels, as a person sees it. */
  readonly picture: Size;
}

/** An input buffer and what its padding was last made for. */
interface InputBuffer {
  readonly data: InputArray;
  placed: string;
}

/**
 * A network together with the knowledge of how to feed it pictures and read its outputs.
 * One call at a time: the input buffer is reused.
 */
export class Model {
  /** How the network is fed and read. */
  readonly spec: ModelSpec;
  readonly #network: Network;
  readonly #encoding: PixelEncoding;
  readonly #buffers = new Map<string, InputBuffer>();

  /** @param network stays the caller's to close. */
  constructor(network: Network, spec: ModelSpec) {
    this.spec = spec;
    this.#network = network;
    this.#encoding = pixelEncoding(spec);
  }

  /** The network's own interface, for requests that bring tensors. */
  get network(): Network {
    return this.#network;
  }

  /**
   * Finds objects in an encoded picture.
   *
   * @param maxPixels refuses pictures with more pixels, before decoding.
   * @param timeoutMs milliseconds after which decoding, and reading the objects, each give up by
   *   themselves; the network itself is not limited.
   * @throws {ImageError} when the bytes are not a usable picture, or take too long.
   */
  async predict(
    bytes: Uint8Array,
    options: PredictOptions,
    maxPixels: number,
    timeoutMs = PICTURE_TIMEOUT_MS,
  ): Promise<Prediction> {
    const start = performance.now();
    const input = this.#inputSize(options);
    const image = await decodeImage(
      bytes,
      (original) => this.#place(original, input).resized,
      // Classifiers see so few pixels that even which ones are skipped changes their answer.
      { maxPixels, mayDropDetail: this.spec.task !== 'classify', timeoutMs },
    );
    const prepared = this.prepare(image, input);
    const ready = performance.now();
    const outputs = await this.run(prepared);
    const ran = performance.now();
    const detections = readDetections(outputs, {
      spec: this.spec,
      options,
      placement: prepared.placement,
      picture: prepared.picture,
      checkTime: deadline(ran, timeoutMs),
    });
    return {
      size: image.original,
      detections,
      speed: {
        preprocess: ready - start,
        inference: ran - ready,
        postprocess: performance.now() - ran,
      },
    };
  }

  /** Samples a decoded picture into the network's input. The result is valid until the next call. */
  prepare(image: RgbImage, input: Size): PreparedPicture {
    const placement = this.#place(image.original, input);
    const buffer = this.#buffer(input);
    const { left, top, resized } = placement;
    const placed = `${left},${top},${resized.width},${resized.height}`;
    // Padding survives from picture to picture as long as they have the same shape.
    if (buffer.placed !== placed) {
      fillPadding(this.#encoding, buffer.data);
      buffer.placed = placed;
    }
    samplePicture(image, placement, this.#encoding, buffer.data);
    return { data: buffer.data, placement, picture: image.original };
  }

  /** Runs the network on a prepared picture; blocks its thread meanwhile. */
  async run({ data, placement }: PreparedPicture): Promise<OutputTensor[]> {
    const { name, type, channels } = this.spec.input;
    const { height, width } = placement.input;
    const results = await this.#network.run(
      { [name]: { type, data: data as Tensor.DataType, shape: [1, channels, height, width] } },
      this.spec.outputs,
    );
    return this.spec.outputs.map((output) => toOutput(results[output] as Tensor));
  }

  #inputSize(options: PredictOptions): Size {
    return this.spec.input.dynamic ? (options.imgsz ?? this.spec.input.size) : this.spec.input.size;
  }

  #place(picture: Size, input: Size): Placement {
    if (this.spec.task === 'classify') return centreCrop(picture, input);
    return this.spec.family === 'yolox' ? topLeft(picture, input) : letterbox(picture, input);
  }

  #buffer(input: Size): InputBuffer {
    const key = `${input.height}x${input.width}`;
    let buffer = this.#buffers.get(key);
    if (buffer === undefined) {
      // One buffer at a time: requests that vary the size must not pile up memory.
      this.#buffers.clear();
      const length = this.spec.input.channels * input.height * input.width;
      buffer = { data: inputArray(this.spec.input.type, length), placed: '' };
      this.#buffers.set(key, buffer);
    }
    return buffer;
  }
}

/** A result as float32 with its shape; other element types are widened. */
function toOutput(tensor: Tensor): OutputTensor {
  const { data, type, dims } = tensor;
  if (type === 'float16') {
    return { shape: dims, data: widenFloat16(data as unknown as Uint16Array) };
  }
  return {
    shape: dims,
    data: data instanceof Float32Array ? data : Float32Array.from(data as Iterable<number>, Number),
  };
}
