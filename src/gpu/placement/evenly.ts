import type { PlacementPlan } from './place.ts';

/**
 * A plan in which every replica has the least budget of them all: containers of one deployment are
 * alike, and a share of cards of different size is not.
 */
export function evenly(plan: PlacementPlan): PlacementPlan {
  const least = Math.min(...plan.replicas.map(({ vramBytes }) => vramBytes));
  const replicas = plan.replicas.map((replica) => ({
    ...replica,
    vramBytes: least,
    overcommitBytes: Math.max(0, replica.overcommitBytes - (replica.vramBytes - least)),
  }));
  const overcommitted = replicas.some(({ overcommitBytes }) => overcommitBytes > 0);
  return { ...plan, replicas, overcommitted };
}
