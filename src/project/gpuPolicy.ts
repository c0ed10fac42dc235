/**
 * Words of a deployment's `gpu` with which its cards are found rather than named: `auto` takes those with
 * the most room, `spread` those with the fewest containers, `pack` fills one before the next.
 */
export const GPU_POLICIES = ['auto', 'spread', 'pack'] as const;

export type GpuPolicy = (typeof GPU_POLICIES)[number];

/** Whether a deployment's `gpu` is such a word; all others name a card, or are `cpu`. */
export function isGpuPolicy(gpu: unknown): gpu is GpuPolicy {
  return GPU_POLICIES.some((policy) => policy === gpu);
}
