import { join } from 'node:path';
import type * as vscode from 'vscode';
import { EngineContainers } from '../../deployment/engineContainers.ts';
import { AttributedSource } from '../../gpu/attributedSource.ts';
import { GpuSampler } from '../../gpu/gpuSampler.ts';
import { LocalGpuSource } from '../../gpu/localGpuSource.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';

/** The GPUs of this machine, with the containers that use them. Nothing is loaded until asked. */
export function windowGpus(context: vscode.ExtensionContext, engine: CurrentEngine): GpuSampler {
  const worker = join(context.extensionPath, 'dist', 'nvmlWorker.cjs');
  const containers = new EngineContainers(() => engine.get());
  return new GpuSampler(new AttributedSource(new LocalGpuSource({ worker }), containers));
}
