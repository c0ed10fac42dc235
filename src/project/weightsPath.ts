import { type Sentence, sentence } from '../text/sentence.ts';

/** File systems take no longer paths. */
const LONGEST = 1024;

/**
 * What is wrong with a path of weights as it stands in `yolo.json`; undefined when nothing is. It
 * may only lead down from the file's own folder, so that a project can neither read what is not its
 * own nor break when it is moved.
 */
export function weightsFault(path: string): Sentence | undefined {
  if (path === '' || path.length > LONGEST) {
    return sentence(
      'The path of weights has 1 to {0} characters; write one such as models/best.onnx.',
      LONGEST,
    );
  }
  if (/\p{Cc}/u.test(path)) {
    return sentence('A path with control characters is not read; rename the file.');
  }
  if (path.includes('\\')) {
    return sentence(
      'Paths are written with “/”, so that they hold on every system; replace the backslashes.',
    );
  }
  if (path.startsWith('/') || path.startsWith('~') || /^[a-z]+:/i.test(path)) {
    return sentence(
      'Weights are named from the folder of this file on, so that the project holds on every machine; write a relative path.',
    );
  }
  const parts = path.split('/');
  if (parts.includes('..')) {
    return sentence(
      'Weights outside of the folder of this file are not used, because an image is built from this folder only; move them here.',
    );
  }
  if (parts.at(-1) === '' || parts.at(-1) === '.') {
    return sentence('This names a folder, not weights; write the path of a file.');
  }
  return undefined;
}

/** The path with forward slashes, where that makes it right. */
export function mendedWeights(path: string): string | undefined {
  if (!path.includes('\\')) return undefined;
  const mended = path.replaceAll('\\', '/').replace(/^\.\//, '');
  return weightsFault(mended) === undefined ? mended : undefined;
}
