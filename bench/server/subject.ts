import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CONFORMANCE, SAMPLES } from '../../scripts/paths.ts';

/** What is measured on what. Paths are absolute. */
export interface Subject {
  readonly model: string;
  readonly image: string;
  /** Whether these are the model and the picture that the bars were set for. */
  readonly reference: boolean;
}

const REFERENCE_MODEL = join(CONFORMANCE, 'models', 'yolov8n-uint8.onnx');
const REFERENCE_IMAGE = join(CONFORMANCE, 'photos', 'bus.jpg');

/** The model whose time to the first answer has a bar. */
export const START_MODEL = join(SAMPLES, 'models', 'parts-v10.onnx');

/**
 * Takes what was asked for, else the conformance set's, else the sample workspace's.
 * @throws Error when a file is not there.
 */
export function chooseSubject(model: string | undefined, image: string | undefined): Subject {
  const files = {
    model: resolve(model ?? (existsSync(REFERENCE_MODEL) ? REFERENCE_MODEL : START_MODEL)),
    image: resolve(image ?? (existsSync(REFERENCE_IMAGE) ? REFERENCE_IMAGE : sampleImage())),
  };
  for (const [flag, path] of Object.entries(files)) {
    if (!existsSync(path)) throw new Error(`There is no ${path}; give another --${flag}.`);
  }
  const reference = files.model === REFERENCE_MODEL && files.image === REFERENCE_IMAGE;
  return { ...files, reference };
}

/** The sample workspace's first picture. */
function sampleImage(): string {
  const folder = join(SAMPLES, 'images');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return join(folder, names.find((name) => /\.jpe?g$/i.test(name)) ?? 'picture.jpg');
}

/** `yolov8n-uint8.onnx` and `bus.jpg`. */
export function describeSubject({ model, image }: Subject): string {
  return `${basename(model)} and ${basename(image)}`;
}
