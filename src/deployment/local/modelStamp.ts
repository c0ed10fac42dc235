import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { LocalServerError } from './localServerError.ts';

/** Changes whenever a model file, or the file that it keeps its weights in, is written anew. */
type ModelStamp = string;

/** What exporters name a second file for weights that do not fit the first. */
const SIDE_FILES = ['.data', '_data'];

/**
 * The file that a path leads to, so that one model has one server however it is reached. A path
 * that leads nowhere is only made absolute.
 */
export async function modelKey(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

/**
 * Tells whether a model is still the same without reading it.
 * @throws LocalServerError `model-missing`
 */
export async function modelStamp(model: string): Promise<ModelStamp> {
  const own = await stamp(model).catch((cause: unknown) => {
    const sentence = `${basename(model)} is no longer there or cannot be read: restore it, or select another model.`;
    throw new LocalServerError('model-missing', sentence, { cause });
  });
  const sides = await Promise.all(
    SIDE_FILES.map((side) => stamp(model + side).catch(() => undefined)),
  );
  return [own, ...sides].join(' ');
}

async function stamp(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path);
  return `${ino}:${size}:${mtimeMs}`;
}
