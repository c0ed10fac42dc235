import type { GpuDevice, GpuProcess } from '../gpuSnapshot.ts';
import { known } from '../known.ts';
import { readText, readU32, textIn } from './cells.ts';
import { readMemory } from './memory.ts';
import { MigReader } from './migReader.ts';
import { isMigEnabled } from './migSlices.ts';
import { GpuLostError, NVML } from './nvmlCodes.ts';
import type { NvmlLibrary } from './nvmlLibrary.ts';
import type { ListedProcess, ProcessLister } from './processList.ts';
import { type Busy, ProcessUtilization } from './processUtilization.ts';

/** nvmlPciInfo_t: 16 bytes of an older bus id, five u32, then 32 bytes of bus id. */
const PCI_BYTES = 68;
const PCI_BUS_ID_AT = 36;

/** NVML_TEMPERATURE_GPU. */
const CORE = 0;

/** What of a process the card does not tell. */
export type ProcessFacts = (pid: number) => Partial<GpuProcess>;

/** Reads one card. */
export class CardReader {
  readonly #nvml: NvmlLibrary;
  readonly #handle: bigint;
  readonly #lister: ProcessLister;
  readonly #identity: Pick<GpuDevice, 'index' | 'uuid' | 'name' | 'pciBusId'>;
  readonly #utilization = new ProcessUtilization();
  #mig: MigReader | undefined;

  /** @throws NvmlSessionError, GpuLostError */
  constructor(nvml: NvmlLibrary, index: number, handle: bigint, lister: ProcessLister) {
    this.#nvml = nvml;
    this.#handle = handle;
    this.#lister = lister;
    this.#identity = {
      index,
      uuid: readText(nvml, 'nvmlDeviceGetUUID', [handle]) ?? '',
      name: readText(nvml, 'nvmlDeviceGetName', [handle]) ?? '',
      ...known({ pciBusId: pciBusId(nvml, handle) }),
    };
  }

  /** Everything that the card tells now. @throws NvmlSessionError */
  read(facts: ProcessFacts, nowMs: number): GpuDevice {
    try {
      return this.#read(facts, nowMs);
    } catch (error) {
      if (!(error instanceof GpuLostError)) throw error;
      return { ...this.#identity, lost: true, ...EMPTY };
    }
  }

  /** Frees what was taken of the library. */
  close(): void {
    this.#mig?.close();
  }

  #read(facts: ProcessFacts, nowMs: number): GpuDevice {
    const [nvml, handle] = [this.#nvml, this.#handle];
    const memory = readMemory(nvml, handle);
    const utilization = readU32(nvml, 'nvmlDeviceGetUtilizationRates', [handle]);
    const milliwatts = readU32(nvml, 'nvmlDeviceGetPowerUsage', [handle]);
    const own = {
      ...this.#identity,
      ...memory,
      ...known({
        utilizationRatio: utilization === undefined ? undefined : utilization / 100,
        temperatureCelsius: readU32(nvml, 'nvmlDeviceGetTemperature', [handle, CORE]),
        powerWatts: milliwatts === undefined ? undefined : milliwatts / 1000,
      }),
    };
    const listed = this.#lister.list(handle);
    const { silent, ...users } = isMigEnabled(nvml, handle)
      ? this.#readMig(listed ?? [], facts, nowMs)
      : { ...EMPTY, processes: this.#processes(listed ?? [], facts, nowMs), silent: true };
    const hidden = listed === undefined && silent;
    return { ...own, ...(hidden ? { processesHidden: true } : {}), ...users };
  }

  #processes(listed: readonly ListedProcess[], facts: ProcessFacts, nowMs: number): GpuProcess[] {
    if (listed.length === 0) return [];
    const running = new Set(listed.map(({ pid }) => pid));
    const busyOf = this.#utilization.sample(this.#nvml, this.#handle, running, nowMs * 1000);
    return listed.map((process) => describe(process, facts, busyOf?.(process.pid)));
  }

  #readMig(listed: readonly ListedProcess[], facts: ProcessFacts, nowMs: number) {
    this.#mig ??= new MigReader(this.#nvml, this.#handle, this.#lister);
    const { instances, others, silent } = this.#mig.read(
      listed,
      (process) => describe(process, facts),
      nowMs,
    );
    return { migEnabled: true, migInstances: instances, processes: others, silent };
  }
}

const EMPTY = { migEnabled: false, migInstances: [], processes: [] } as const;

function describe(process: ListedProcess, facts: ProcessFacts, busy?: Busy): GpuProcess {
  const { pid, vramBytes } = process;
  return { pid, ...facts(pid), ...(vramBytes !== undefined && { vramBytes }), ...busy };
}

function pciBusId(nvml: NvmlLibrary, handle: bigint): string | undefined {
  const info = new Uint8Array(PCI_BYTES);
  if (nvml.call('nvmlDeviceGetPciInfo_v3', handle, info) !== NVML.success) return undefined;
  return textIn(info.subarray(PCI_BUS_ID_AT)) || undefined;
}
