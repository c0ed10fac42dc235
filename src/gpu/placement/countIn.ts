import { neededOn, type PlacementRequest } from './request.ts';
import type { Room } from './room.ts';
import type { PlacementUnit } from './units.ts';

/** How many replicas the units hold, those that share their memory together. */
export function countIn(
  units: readonly PlacementUnit[],
  room: Room,
  { vram, replicas }: PlacementRequest,
): number {
  const pools = new Map<string, number>();
  for (const unit of units) {
    const [needed, free] = [neededOn(unit, vram), room.free(unit)];
    if (needed === undefined || free === undefined || pools.has(unit.pool)) continue;
    pools.set(unit.pool, needed === 0 ? replicas : Math.floor(Math.max(0, free) / needed));
  }
  return [...pools.values()].reduce((sum, count) => sum + count, 0);
}
