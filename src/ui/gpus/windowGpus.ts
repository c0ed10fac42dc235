import { join } from 'node:path';
import type * as vscode from 'vscode';
import { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { GpuSource } from '../../gpu/gpuSource.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { gpuIntervalMs } from '../settings.ts';

/** The GPUs that containers run on, with these containers. Nothing is loaded until asked. */
export function windowGpus(context: vscode.ExtensionContext, engine: CurrentEngine): GpuSampler {
  const worker = join(context.extensionPath, 'dist', 'nvmlWorker.cjs');
  let loading: Promise<GpuSource> | undefined;
  const load = async (): Promise<GpuSource> => {
    const { SwitchingSource } = await import('../../gpu/switchingSource.ts');
    const { GpuPlaces } = await import('./gpuPlaces.ts');
    const places = new GpuPlaces(engine, worker);
    return new SwitchingSource(() => places.choose());
  };
  const source: GpuSource = {
    sample: async () => {
      loading ??= load();
      return (await loading).sample();
    },
    rest: async () => (await loading)?.rest(),
  };
  return new GpuSampler(source, { intervalMs: gpuIntervalMs });
}
