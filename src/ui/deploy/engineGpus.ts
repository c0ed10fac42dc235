import * as vscode from 'vscode';
import { engineGpus } from '../../deployment/engineGpus.ts';
import type { Engine } from '../../engine/engine.ts';
import { describeAddress } from '../../engine/engineAddress.ts';
import type { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { GpuState } from '../../gpu/gpuSnapshot.ts';
import { agreeToLook, mayLookAt } from '../gpus/remoteGpus.ts';
import { withProgress } from './withProgress.ts';

/**
 * The GPUs that an engine can hand out: those of this machine where the engine is here, else those
 * that a container there sees, if the user has agreed to one; undefined otherwise.
 */
export async function knownGpus(local: GpuSampler, engine: Engine): Promise<GpuState | undefined> {
  if (mayLookAt(engine.address)) return lookByContainer(engine);
  return engine.remote ? undefined : local.sampleOnce();
}

/** Where a container would tell more than `state` does; undefined where it would not. */
export function unseenAt(engine: Engine, state: GpuState | undefined): string | undefined {
  // Where VS Code runs in a container of its own, the driver is on the engine's side only.
  const hidden = state === undefined || (!state.ok && state.unavailable.reason === 'no-driver');
  return hidden ? describeAddress(engine.address) : undefined;
}

/** Looks by a container; the user has just agreed, or has before. */
export function lookByContainer(engine: Engine): Promise<GpuState> {
  const where = describeAddress(engine.address);
  agreeToLook(engine.address);
  const title = vscode.l10n.t('Listing the GPUs of {0}', where);
  return withProgress(title, async ({ signal, onProgress }) => {
    const onFetch = (image: string): void => onProgress(vscode.l10n.t('fetching {0}', image));
    const source = engineGpus(engine, { signal, onFetch });
    try {
      return await source.sample();
    } finally {
      await source.rest();
    }
  });
}
