import { usageOf } from './attribution/usageRows.ts';
import { containerUse } from './containerUse.ts';
import type { GpuDevice, GpuSnapshot, MigInstance } from './gpuSnapshot.ts';
import type { Level } from './thresholdWatch.ts';

/** A container with a budget, or one that just runs on a card. */
export interface BudgetedContainer {
  readonly id: string;
  /** UUID of the card or slice that it was placed on. */
  readonly uuid: string;
  /** 0 for none. */
  readonly budgetBytes: number;
}

/** How full the budget of a container is. */
export interface BudgetLevel extends Level {
  readonly kind: 'budget';
  readonly containerId: string;
}

/** How full a card or slice is. */
export interface CardLevel extends Level {
  readonly kind: 'card';
  readonly device: GpuDevice;
  readonly instance?: MigInstance;
  /** The container of those given that uses most of it. */
  readonly biggest?: { readonly containerId: string; readonly vramBytes: number };
}

/**
 * How full the budgets of containers are, and the cards and slices that they are on; what the driver
 * does not tell has no level, nor has a card on which none of them is.
 */
export function memoryLevels(
  snapshot: GpuSnapshot,
  containers: readonly BudgetedContainer[],
): (BudgetLevel | CardLevel)[] {
  const budgets = containers.flatMap(({ id, uuid, budgetBytes }): BudgetLevel[] => {
    const use = containerUse(snapshot, { containerId: id, uuid });
    if (use?.vramBytes === undefined || budgetBytes <= 0) return [];
    const key = `container ${id}`;
    return [{ kind: 'budget', key, used: use.vramBytes, of: budgetBytes, containerId: id }];
  });
  const ids = new Set(containers.map(({ id }) => id));
  const places = new Set(containers.map(({ uuid }) => uuid));
  const cards = usageOf(snapshot).flatMap(
    ({ device, instance, rows, usedBytes, totalBytes }): CardLevel[] => {
      // Under MIG nobody runs on the card as a whole.
      if (instance === undefined && device.migInstances.length > 0) return [];
      if (usedBytes === undefined || totalBytes === undefined) return [];
      const ours = rows.filter(
        ({ containerId }) => containerId !== undefined && ids.has(containerId),
      );
      const uuid = (instance ?? device).uuid;
      if (ours.length === 0 && !places.has(uuid)) return [];
      const [most] = ours;
      const biggest = most?.containerId !== undefined &&
        most.vramBytes !== undefined && {
          containerId: most.containerId,
          vramBytes: most.vramBytes,
        };
      return [
        {
          kind: 'card',
          key: uuid,
          used: usedBytes,
          of: totalBytes,
          device,
          ...(instance && { instance }),
          ...(biggest && { biggest }),
        },
      ];
    },
  );
  return [...budgets, ...cards];
}

/**
 * Of the levels that rise at once, those to be told: a container that fills its budget may fill its
 * card, for which one message is enough, about the cause.
 */
export function worthTelling(
  rising: readonly (BudgetLevel | CardLevel)[],
): (BudgetLevel | CardLevel)[] {
  const budgets = rising.filter((level) => level.kind === 'budget');
  const told = new Set(budgets.map(({ containerId }) => containerId));
  const cards = rising.filter(
    (level) => level.kind === 'card' && !(level.biggest && told.has(level.biggest.containerId)),
  );
  return [...budgets, ...cards];
}
