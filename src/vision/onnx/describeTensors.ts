import type { TensorSpec } from '../types.ts';

/** `images [1,3,?,?], …` for messages; at most six tensors are named, and long names shortened. */
export function describeTensors(tensors: readonly TensorSpec[]): string {
  const shown = tensors
    .slice(0, 6)
    .map(({ name, shape }) => `${name.slice(0, 40)} [${shape.map((n) => n ?? '?').join(',')}]`);
  if (tensors.length > 6) shown.push(`${tensors.length - 6} more`);
  return shown.length > 0 ? shown.join(', ') : 'none';
}
