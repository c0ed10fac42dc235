import type { Reservation } from '../gpu/placement/reservations.ts';
import type { Replica } from './replicaState.ts';

const MIB = 2 ** 20;

/** Whether a container holds what it was promised of a card. */
export function holds({ state, labels }: Replica): boolean {
  return state !== 'exited' && labels.gpu !== 'cpu';
}

/** Video memory that was promised to a container, in bytes; 0 for none. */
export function promisedTo({ labels }: Replica): number {
  return labels.vramMib * MIB;
}

/** The promise as placement counts it. */
export function reservationOf(replica: Replica): Omit<Reservation, 'usedBytes'> {
  return {
    containerId: replica.id,
    name: replica.name,
    uuid: replica.labels.gpu,
    budgetBytes: promisedTo(replica),
  };
}
