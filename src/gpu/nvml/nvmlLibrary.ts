import { NVML } from './nvmlCodes.ts';

/** Parameters of the calls that are made: p for pointers and handles, u for u32, q for u64. */
const SIGNATURES = {
  nvmlInit_v2: '',
  nvmlShutdown: '',
  nvmlSystemGetDriverVersion: 'pu',
  nvmlSystemGetProcessName: 'upu',
  nvmlDeviceGetCount_v2: 'p',
  nvmlDeviceGetHandleByIndex_v2: 'up',
  nvmlDeviceGetUUID: 'ppu',
  nvmlDeviceGetName: 'ppu',
  nvmlDeviceGetPciInfo_v3: 'pp',
  nvmlDeviceGetMemoryInfo: 'pp',
  nvmlDeviceGetMemoryInfo_v2: 'pp',
  nvmlDeviceGetUtilizationRates: 'pp',
  nvmlDeviceGetTemperature: 'pup',
  nvmlDeviceGetPowerUsage: 'pp',
  nvmlDeviceGetProcessUtilization: 'pppq',
  nvmlDeviceGetComputeRunningProcesses: 'ppp',
  nvmlDeviceGetComputeRunningProcesses_v2: 'ppp',
  nvmlDeviceGetComputeRunningProcesses_v3: 'ppp',
  nvmlDeviceGetGraphicsRunningProcesses: 'ppp',
  nvmlDeviceGetGraphicsRunningProcesses_v2: 'ppp',
  nvmlDeviceGetGraphicsRunningProcesses_v3: 'ppp',
  nvmlDeviceGetMPSComputeRunningProcesses: 'ppp',
  nvmlDeviceGetMPSComputeRunningProcesses_v2: 'ppp',
  nvmlDeviceGetMPSComputeRunningProcesses_v3: 'ppp',
  nvmlDeviceGetMigMode: 'ppp',
  nvmlDeviceGetMaxMigDeviceCount: 'pp',
  nvmlDeviceGetMigDeviceHandleByIndex: 'pup',
  nvmlDeviceGetGpuInstanceId: 'pp',
  nvmlDeviceGetComputeInstanceId: 'pp',
  nvmlGpmQueryDeviceSupport: 'pp',
  nvmlGpmSampleAlloc: 'p',
  nvmlGpmSampleFree: 'p',
  nvmlGpmMigSampleGet: 'pup',
  nvmlGpmMetricsGet: 'p',
} as const;

const TYPES: Readonly<Record<string, string>> = { p: 'void *', u: 'uint32_t', q: 'uint64_t' };

/** A function of the library. */
export type NvmlFunction = keyof typeof SIGNATURES;

/** A handle of a card or slice, an address, memory that is written to, or a number. */
export type NvmlArgument = bigint | Uint8Array | number;

/** The driver's library, loaded. Calls block, so they are made on a thread of their own. */
export interface NvmlLibrary {
  /** Whether it is the project's simulated driver. */
  readonly simulated: boolean;
  /** Calls a function. @returns NVML's code; `functionNotFound` where the library is too old. */
  call(name: NvmlFunction, ...args: readonly NvmlArgument[]): number;
  /** Unloads it; no call may follow. A driver that was upgraded is found only after this. */
  unload(): void;
}

/** Why there is no library. */
export type NoLibrary =
  /** The foreign function interface has no binary for this platform, or it does not load. */
  | 'no-ffi'
  /** None of the files is there. */
  | 'no-library';

/**
 * Loads the first library that there is.
 * @param files absolute paths, or names for the system's loader to find.
 */
export async function loadNvml(files: readonly string[]): Promise<NvmlLibrary | NoLibrary> {
  let koffi: typeof import('koffi');
  try {
    // Without the detour through code that names every platform's package.
    koffi = await import('koffi/indirect');
  } catch {
    return 'no-ffi';
  }
  for (const file of files) {
    try {
      return new LoadedLibrary(koffi.load(file));
    } catch {
      // The next one may be there.
    }
  }
  return 'no-library';
}

type Handle = ReturnType<typeof import('koffi').load>;
type Call = (...args: readonly NvmlArgument[]) => number;

class LoadedLibrary implements NvmlLibrary {
  readonly #handle: Handle;
  readonly #calls = new Map<NvmlFunction, Call>();
  readonly simulated: boolean;

  constructor(handle: Handle) {
    this.#handle = handle;
    this.simulated = this.#exports('yoloDockSimulated');
  }

  call(name: NvmlFunction, ...args: readonly NvmlArgument[]): number {
    let call = this.#calls.get(name);
    if (call === undefined) {
      call = this.#find(name);
      this.#calls.set(name, call);
    }
    return call(...args);
  }

  unload(): void {
    this.#calls.clear();
    this.#handle.unload();
  }

  #find(name: NvmlFunction): Call {
    const types = [...SIGNATURES[name]].map((letter) => TYPES[letter] ?? '');
    try {
      return this.#handle.func(name, 'int', types);
    } catch {
      return () => NVML.functionNotFound;
    }
  }

  #exports(symbol: string): boolean {
    try {
      return Boolean(this.#handle.symbol(symbol));
    } catch {
      return false;
    }
  }
}
