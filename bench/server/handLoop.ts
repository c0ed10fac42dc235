import type { InferenceSession as Session } from 'onnxruntime-node';
import ort from 'onnxruntime-node';
import sharp from 'sharp';
import type { Sample } from './sample.ts';
import type { Setup } from './setup.ts';

interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly score: number;
  readonly classId: number;
}

const CONF = 0.25;
const IOU = 0.7;

/**
 * The loop that anyone would write around a YOLO model, in good faith but without a second
 * thought: sharp's and ONNX Runtime's default options, plain loops.
 */
export class HandLoop {
  readonly #setup: Setup;
  readonly #session: Session;

  private constructor(setup: Setup, session: Session) {
    this.#setup = setup;
    this.#session = session;
  }

  static async open(setup: Setup): Promise<HandLoop> {
    return new HandLoop(setup, await ort.InferenceSession.create(setup.model));
  }

  async detect(picture: Buffer): Promise<{ boxes: Box[]; sample: Sample }> {
    const start = performance.now();
    const tensor = await this.tensor(picture);
    const ready = performance.now();
    const output = await this.run(tensor);
    const ran = performance.now();
    const boxes = this.#boxes(output);
    const end = performance.now();
    const stages = { preprocess: ready - start, inference: ran - ready, postprocess: end - ran };
    return { boxes, sample: { total: end - start, stages } };
  }

  /** Letterboxes the picture into the network's input. */
  async tensor(picture: Buffer): Promise<ort.Tensor> {
    const { width, height, ignoreIcc } = this.#setup;
    const pixels = await sharp(picture, ignoreIcc ? { ignoreIcc } : {})
      .resize(width, height, { fit: 'contain', background: { r: 114, g: 114, b: 114 } })
      .removeAlpha()
      .raw()
      .toBuffer();
    const area = width * height;
    const data = new Float32Array(3 * area);
    for (let i = 0; i < area; i++) {
      data[i] = (pixels[3 * i] as number) / 255;
      data[i + area] = (pixels[3 * i + 1] as number) / 255;
      data[i + 2 * area] = (pixels[3 * i + 2] as number) / 255;
    }
    return new ort.Tensor('float32', data, [1, 3, height, width]);
  }

  /** Runs the network and returns its first output. */
  async run(tensor: ort.Tensor): Promise<ort.Tensor> {
    const results = await this.#session.run({ [this.#session.inputNames[0] as string]: tensor });
    return results[this.#session.outputNames[0] as string] as ort.Tensor;
  }

  #boxes(output: ort.Tensor): Box[] {
    const data = output.data as Float32Array;
    const [, rows = 0, columns = 0] = output.dims;
    const { family, classes } = this.#setup;
    if (family === 'end2end') return endToEnd(data, rows, columns);
    return suppress(
      family === 'v8'
        ? candidates(data, { count: columns, step: 1, channel: columns, classes, first: 4 })
        : candidates(data, { count: rows, step: columns, channel: 1, classes, first: 5 }),
    );
  }
}

function endToEnd(data: Float32Array, rows: number, columns: number): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < rows * columns; at += columns) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = 0, classId = 0] = data.subarray(at, at + 6);
    if (score > CONF) boxes.push({ x1, y1, x2, y2, score, classId });
  }
  return boxes;
}

/** How predictions lie in an output: distances in elements, and the channel of the first class. */
interface Layout {
  readonly count: number;
  readonly step: number;
  readonly channel: number;
  readonly classes: number;
  readonly first: number;
}

function candidates(data: Float32Array, layout: Layout): Box[] {
  const { count, step, channel, classes, first } = layout;
  const boxes: Box[] = [];
  for (let i = 0; i < count; i++) {
    const at = (c: number): number => data[i * step + c * channel] as number;
    let score = 0;
    let classId = 0;
    for (let c = 0; c < classes; c++) {
      const value = at(first + c);
      if (value > score) {
        score = value;
        classId = c;
      }
    }
    if (first === 5) score *= at(4);
    if (score <= CONF) continue;
    const [x, y, w, h] = [at(0), at(1), at(2) / 2, at(3) / 2];
    boxes.push({ x1: x - w, y1: y - h, x2: x + w, y2: y + h, score, classId });
  }
  return boxes;
}

function suppress(boxes: readonly Box[]): Box[] {
  const kept: Box[] = [];
  for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
    const rival = (other: Box): boolean => other.classId === box.classId && iou(other, box) > IOU;
    if (!kept.some(rival)) kept.push(box);
  }
  return kept;
}

function iou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1));
  const height = Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1));
  const both = width * height;
  return both / ((a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - both);
}
