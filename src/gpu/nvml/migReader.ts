import type { GpuProcess, MigInstance } from '../gpuSnapshot.ts';
import { known } from '../known.ts';
import { GpmSampler } from './gpmSampler.ts';
import { readMemory } from './memory.ts';
import { type MigSlice, migSlices } from './migSlices.ts';
import type { NvmlLibrary } from './nvmlLibrary.ts';
import type { ListedProcess, ProcessLister } from './processList.ts';

/** The layout of a card is changed by hand; this is how soon that shows. */
const LAYOUT_MS = 5000;

/** Reads the slices of one card under MIG. */
export class MigReader {
  readonly #nvml: NvmlLibrary;
  readonly #card: bigint;
  readonly #lister: ProcessLister;
  readonly #gpm: GpmSampler;
  #slices: readonly MigSlice[] = [];
  #layoutMs = Number.NEGATIVE_INFINITY;

  constructor(nvml: NvmlLibrary, card: bigint, lister: ProcessLister) {
    this.#nvml = nvml;
    this.#card = card;
    this.#lister = lister;
    this.#gpm = new GpmSampler(nvml, card);
  }

  /**
   * Every slice, and the processes of the card that none claims; `silent` where there are slices and
   * none tells who is in it.
   * @param onCard what the card itself lists: all processes given the rights, else nothing.
   * @throws NvmlSessionError, GpuLostError
   */
  read(
    onCard: readonly ListedProcess[],
    describe: (process: ListedProcess) => GpuProcess,
    nowMs: number,
  ): { instances: MigInstance[]; others: GpuProcess[]; silent: boolean } {
    if (nowMs - this.#layoutMs >= LAYOUT_MS) this.#readLayout(nowMs);
    const claimed = new Set<number>();
    let telling = 0;
    const instances = this.#slices.map((slice) => {
      const listed = this.#lister.list(slice.handle);
      if (listed) telling++;
      const processes = [...(listed ?? []), ...onCard.filter((process) => isIn(process, slice))];
      const described = new Map(processes.map((process) => [process.pid, describe(process)]));
      for (const pid of described.keys()) claimed.add(pid);
      return this.#instance(slice, [...described.values()], nowMs);
    });
    const others = onCard.filter(({ pid }) => !claimed.has(pid)).map(describe);
    return { instances, others, silent: instances.length > 0 && telling === 0 };
  }

  close(): void {
    this.#gpm.close();
  }

  #readLayout(nowMs: number): void {
    const slices = migSlices(this.#nvml, this.#card);
    const uuids = (of: readonly MigSlice[]): string => of.map(({ uuid }) => uuid).join();
    // Samples of an instance that is gone say nothing of one that has its number now.
    if (uuids(slices) !== uuids(this.#slices)) this.#gpm.close();
    this.#slices = slices;
    this.#layoutMs = nowMs;
  }

  #instance(slice: MigSlice, processes: readonly GpuProcess[], nowMs: number): MigInstance {
    const { handle, index, uuid, name, gpuInstanceId, computeInstanceId } = slice;
    const smRatio =
      gpuInstanceId === undefined ? undefined : this.#gpm.smRatio(gpuInstanceId, nowMs);
    const memory = readMemory(this.#nvml, handle);
    return {
      uuid,
      name,
      index,
      ...known({ gpuInstanceId, computeInstanceId, smRatio }),
      ...memory,
      processes,
    };
  }
}

function isIn(process: ListedProcess, slice: MigSlice): boolean {
  return (
    process.gpuInstance !== undefined &&
    process.gpuInstance === slice.gpuInstanceId &&
    process.computeInstance === slice.computeInstanceId
  );
}
