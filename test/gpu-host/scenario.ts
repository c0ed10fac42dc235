/** A process that the simulated driver lists. */
export interface SimulatedProcess {
  readonly gpu: number;
  /** A real one, where attribution is to work. */
  readonly pid: number;
  /** Bytes; `'na'` as drivers do that do not tell. */
  readonly vram: number | 'na';
  /** Shares of the card in per cent. */
  readonly sm?: number;
  readonly mem?: number;
  readonly enc?: number;
  readonly dec?: number;
  /** What it uses the card for; compute when left out. */
  readonly types?: readonly ('compute' | 'graphics' | 'mps')[];
  /** GPU and compute instance under MIG. */
  readonly gi?: number;
  readonly ci?: number;
  readonly name?: string;
}

/** One slice of a simulated card. */
export interface SimulatedSlot {
  readonly gi: number;
  readonly ci: number;
  readonly uuid: string;
  /** Profile, such as `1g.18gb`. */
  readonly name: string;
  /** Bytes, and those of them that no process holds. */
  readonly total: number;
  readonly base?: number;
  /** Per cent; what its processes add up to when left out. */
  readonly sm?: number;
}

/** A simulated card. */
export interface SimulatedGpu {
  readonly uuid: string;
  readonly name: string;
  readonly pci: string;
  /** Bytes: all, the driver's reserve, and those in use by no process. */
  readonly total: number;
  readonly reserved: number;
  readonly base: number;
  /** Per cent; what its processes add up to when left out. */
  readonly util?: number;
  /** Degrees Celsius, watts. */
  readonly temperature: number;
  readonly watts: number;
  /** Present under MIG; holes are slots without an instance. */
  readonly slots?: readonly (SimulatedSlot | undefined)[];
  /** Whether the card measures how busy a slice is (Hopper and later). */
  readonly gpm?: boolean;
}

/** A call that answers with a code of NVML, or only after a pause. `*` is every call about a card. */
export type SimulatedFault = {
  readonly call: string;
  /** The only card concerned, and then not its slices. */
  readonly gpu?: number;
} & ({ readonly code: number } | { readonly pauseMs: number });

/** What changes from a time on. */
export interface SimulatedChange {
  /** Seconds since the library was loaded, or since `startMs`. */
  readonly atSeconds: number;
  readonly faults?: readonly SimulatedFault[];
  readonly processes?: readonly SimulatedProcess[];
  /** Processes that have ended. */
  readonly ended?: readonly { readonly gpu: number; readonly pid: number }[];
}

/** A host with GPUs as the simulated driver shows it. */
export interface Scenario {
  readonly driver: string;
  readonly gpus: readonly SimulatedGpu[];
  readonly processes: readonly SimulatedProcess[];
  readonly faults?: readonly SimulatedFault[];
  readonly changes?: readonly SimulatedChange[];
  /** When its time begins, milliseconds since 1970; when the library is loaded if left out. */
  readonly startMs?: number;
  /** Whether the library is there at all, and whether it lacks what came after R510. */
  readonly library?: 'current' | 'old' | 'none';
}
