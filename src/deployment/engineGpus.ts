import type { Engine } from '../engine/engine.ts';
import { AttributedSource } from '../gpu/attributedSource.ts';
import type { GpuSource } from '../gpu/gpuSource.ts';
import { EngineContainers } from './engineContainers.ts';
import { EngineGpuSource } from './engineGpuSource.ts';
import type { ProbeOptions } from './gpuProbe.ts';

/** The GPUs of an engine's host as a container there sees them, with who of its containers uses them. */
export function engineGpus(engine: Engine, options: ProbeOptions = {}): GpuSource {
  const containers = new EngineContainers(async () => engine);
  return new AttributedSource(new EngineGpuSource(engine, options), containers);
}
