import { pauseContainer, startContainer } from '../../engine/containers.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineAddress } from '../../engine/engineAddress.ts';
import { EngineError } from '../../engine/engineError.ts';
import type { Replica } from '../replicaState.ts';

/** A container that stands still while another one is debugged in its place. */
export type Replaced = Pick<Replica, 'id' | 'state'>;

/** What another process has to know to give the place back. */
export interface GivingBack {
  readonly address: EngineAddress;
  readonly replaced: readonly Replaced[];
}

/** Makes containers again what they were; that somebody removed one meanwhile is fine. */
export async function giveBack(engine: Engine, replaced: readonly Replaced[]): Promise<void> {
  for (const { id, state } of replaced) {
    try {
      await startContainer(engine, id);
      if (state === 'paused') await pauseContainer(engine, id);
    } catch (error) {
      if (!(error instanceof EngineError && error.reason === 'gone')) throw error;
    }
  }
}
