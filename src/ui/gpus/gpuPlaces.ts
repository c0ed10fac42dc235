import { EngineContainers } from '../../deployment/engineContainers.ts';
import { engineGpus } from '../../deployment/engineGpus.ts';
import type { Engine } from '../../engine/engine.ts';
import { describeAddress } from '../../engine/engineAddress.ts';
import { AttributedSource } from '../../gpu/attributedSource.ts';
import type { GpuSource } from '../../gpu/gpuSource.ts';
import { LocalGpuSource } from '../../gpu/localGpuSource.ts';
import { notAsked } from '../../gpu/unavailable.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { mayLookAt } from './remoteGpus.ts';

/**
 * Where GPUs are read: those of the machine that containers run on. For an engine here that is the
 * driver of this machine, for one elsewhere a container there, which is started only when asked for.
 */
export class GpuPlaces {
  readonly #engine: CurrentEngine;
  readonly #local: GpuSource;
  /** The last place elsewhere, for as long as nothing changes. */
  #elsewhere:
    | { readonly engine: Engine; readonly read: boolean; readonly source: GpuSource }
    | undefined;

  /** @param worker file of the thread that speaks to the driver. */
  constructor(engine: CurrentEngine, worker: string) {
    this.#engine = engine;
    const containers = new EngineContainers(() => engine.get());
    this.#local = new AttributedSource(new LocalGpuSource({ worker }), containers);
  }

  /** The source for the next look. */
  async choose(): Promise<GpuSource> {
    const engine = await this.#engine.get().catch(() => undefined);
    // Without Docker, or with settings that name none, there are still the cards of this machine.
    if (!engine?.remote) return this.#local;
    const read = mayLookAt(engine.address);
    const kept = this.#elsewhere;
    if (kept?.engine === engine && kept.read === read) return kept.source;
    const source = read ? engineGpus(engine) : unread(engine);
    this.#elsewhere = { engine, read, source };
    return source;
  }
}

function unread({ address }: Engine): GpuSource {
  return { sample: async () => notAsked(describeAddress(address)), rest: async () => {} };
}
