import { join } from 'node:path';
import type * as vscode from 'vscode';
import { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { GpuSource } from '../../gpu/gpuSource.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';

/** The GPUs of this machine, with the containers that use them. Nothing is loaded until asked. */
export function windowGpus(context: vscode.ExtensionContext, engine: CurrentEngine): GpuSampler {
  const worker = join(context.extensionPath, 'dist', 'nvmlWorker.cjs');
  let loading: Promise<GpuSource> | undefined;
  const load = async (): Promise<GpuSource> => {
    const { AttributedSource } = await import('../../gpu/attributedSource.ts');
    const { LocalGpuSource } = await import('../../gpu/localGpuSource.ts');
    const { EngineContainers } = await import('../../deployment/engineContainers.ts');
    const containers = new EngineContainers(() => engine.get());
    return new AttributedSource(new LocalGpuSource({ worker }), containers);
  };
  return new GpuSampler({
    sample: async () => {
      loading ??= load();
      return (await loading).sample();
    },
    rest: async () => (await loading)?.rest(),
  });
}
