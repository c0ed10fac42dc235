import { dirname, sep } from 'node:path';
import { byName } from './imageFiles.ts';

/** Folders in which training puts its weights and diagrams: such pictures are of no object. */
const OF_TRAINING = new Set(['runs', 'weights']);

/**
 * The picture that is likeliest of what a model looks for: the one that shares most of the way with
 * its weights, and the first by name among these.
 * @param paths absolute, of pictures.
 */
export function nearestPicture(weights: string, paths: readonly string[]): string | undefined {
  const way = dirname(weights).split(sep);
  const shared = (path: string): number => {
    const parts = dirname(path).split(sep);
    const end = way.findIndex((part, at) => parts[at] !== part);
    return end < 0 ? way.length : end;
  };
  return paths
    .filter((path) => !path.split(sep).some((part) => OF_TRAINING.has(part)))
    .map((path) => ({ path, near: shared(path) }))
    .sort((a, b) => b.near - a.near || byName(a.path, b.path))[0]?.path;
}
