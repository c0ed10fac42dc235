import type { Sentence } from '../text/sentence.ts';

/** One process that holds memory of a device. What the driver does not tell is `undefined`. */
export interface GpuProcess {
  /** Process id on the host of the engine. */
  readonly pid: number;
  readonly name?: string;
  /** Video memory that it holds, in bytes. */
  readonly vramBytes?: number;
  /** Share of the device's streaming multiprocessors in the last sample, 0–1. */
  readonly smRatio?: number;
  /** Share of the encoder, 0–1. */
  readonly encoderRatio?: number;
  /** Share of the decoder, 0–1. */
  readonly decoderRatio?: number;
  /** Id of the container that it belongs to, 64 hexadecimal digits; undefined when in none known. */
  readonly containerId?: string;
  /** Its name, where the engine has told it. */
  readonly containerName?: string;
  /**
   * Ids of 64 hexadecimal digits in the path of its cgroup, outermost first; undefined where that
   * cannot be read here. Which of them are containers, the engine knows.
   */
  readonly cgroupIds?: readonly string[];
  /** Set when it may be in a container, but the engine, which knows its containers, does not answer. */
  readonly containerUnknown?: true;
  /** When it began, as the kernel counts; with the pid it tells one process from all others. */
  readonly startTime?: string;
}

/** One slice of a card under MIG. */
export interface MigInstance {
  /** `MIG-…`. */
  readonly uuid: string;
  /** Profile as the driver names it, such as `1g.10gb`. */
  readonly name: string;
  /** Number among the slices of its card, as `nvidia-smi -L` has it; there may be holes. */
  readonly index?: number;
  /** The GPU instance that it is in: compute instances of one share their memory. */
  readonly gpuInstanceId?: number;
  readonly computeInstanceId?: number;
  /** Memory in bytes, as the driver measures it: profiles' names only come close. */
  readonly memoryTotalBytes?: number;
  readonly memoryUsedBytes?: number;
  readonly memoryReservedBytes?: number;
  /** Share of the GPU instance's streaming multiprocessors, 0–1. */
  readonly smRatio?: number;
  readonly processes: readonly GpuProcess[];
}

/** One graphics card. What the driver does not tell is `undefined`, never 0. */
export interface GpuDevice {
  readonly index: number;
  /** `GPU-…`. */
  readonly uuid: string;
  readonly name: string;
  readonly pciBusId?: string;
  /** Memory in bytes; `memoryUsedBytes` is without the driver's own reserve where that is known. */
  readonly memoryTotalBytes?: number;
  readonly memoryUsedBytes?: number;
  readonly memoryReservedBytes?: number;
  /** Share of time in which some kernel ran, 0–1. */
  readonly utilizationRatio?: number;
  readonly temperatureCelsius?: number;
  readonly powerWatts?: number;
  /** Set when the card has stopped answering, while others may go on. */
  readonly lost?: true;
  /** Set when the driver does not tell who uses the card (WSL2, missing rights). */
  readonly processesHidden?: true;
  readonly migEnabled: boolean;
  readonly migInstances: readonly MigInstance[];
  /** Processes on the whole card; under MIG those that no instance claims. */
  readonly processes: readonly GpuProcess[];
}

/** What is known of all cards of one host at one moment. */
export interface GpuSnapshot {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly source: 'nvml' | 'nvidia-smi' | 'nvidia-smi-container';
  /** Whether the figures come from a simulated driver. */
  readonly simulated: boolean;
  readonly driverVersion?: string;
  readonly devices: readonly GpuDevice[];
}

/** Why there is no snapshot: a state to show, not a failure of the program. */
export interface GpuUnavailable {
  readonly reason:
    | 'no-driver'
    | 'driver-not-loaded'
    | 'driver-mismatch'
    | 'no-permission'
    | 'gpu-lost'
    /** They are another machine's, and nobody has asked to read them there. */
    | 'not-asked'
    /** They are read through the engine, which does not answer or cannot look. */
    | 'engine'
    | 'unknown';
  /** What is wrong and what to do, in English. */
  readonly message: string;
  /** The same for a translation. */
  readonly sentence?: Sentence;
}

/** The state of the hardware: figures, or why there are none. */
export type GpuState =
  | { readonly ok: true; readonly snapshot: GpuSnapshot }
  | { readonly ok: false; readonly unavailable: GpuUnavailable };
