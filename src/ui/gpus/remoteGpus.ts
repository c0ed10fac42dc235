import { describeAddress, type EngineAddress } from '../../engine/engineAddress.ts';

/** Engines on which the user has agreed to a container that looks; asked once a window. */
const agreed = new Set<string>();

/** Whether a container may look at the GPUs of an engine's host. */
export function mayLookAt(address: EngineAddress): boolean {
  return agreed.has(describeAddress(address));
}

/** The user has asked for it. */
export function agreeToLook(address: EngineAddress): void {
  agreed.add(describeAddress(address));
}
