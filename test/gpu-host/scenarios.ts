import type { Scenario, SimulatedGpu, SimulatedSlot } from './scenario.ts';

const MIB = 2 ** 20;

/** The driver's own words for why it does not answer. */
export const NOT_SUPPORTED = 3;
export const NO_PERMISSION = 4;
export const DRIVER_NOT_LOADED = 9;
export const GPU_IS_LOST = 15;
export const LIB_RM_VERSION_MISMATCH = 18;

/** A UUID that tells the card and, for a slice, its place. */
function uuid(kind: 'GPU' | 'MIG', card: number, slot = 0): string {
  const tail = `${slot.toString(16).padStart(4, '0')}0000${card.toString(16).padStart(4, '0')}`;
  return `${kind}-5a0c0000-0000-4000-8000-${tail}`;
}

function cards(count: number, name: string, totalMib: number, reservedMib: number): SimulatedGpu[] {
  return Array.from({ length: count }, (_, index) => ({
    uuid: uuid('GPU', index),
    name,
    pci: `00000000:${(index + 1).toString(16).toUpperCase().padStart(2, '0')}:00.0`,
    total: totalMib * MIB,
    reserved: reservedMib * MIB,
    base: 3 * MIB,
    temperature: 41 + index,
    watts: 62.5,
  }));
}

const GEFORCE = cards(2, 'NVIDIA GeForce RTX 4090', 24_564, 425);
const DATA_CENTRE = cards(8, 'NVIDIA H100 80GB HBM3', 81_559, 561);

/** Seven slices of 16 384 MiB with a hole among their slots, as after one was made again. */
function slices(): (SimulatedSlot | undefined)[] {
  const made = Array.from({ length: 7 }, (_, at) => ({
    gi: 7 + at,
    ci: 0,
    uuid: uuid('MIG', 0, at + 1),
    name: '1g.18gb',
    total: 16_384 * MIB,
    base: 16 * MIB,
  }));
  return [...made.slice(0, 3), undefined, ...made.slice(3)];
}

const idle = (gpus: readonly SimulatedGpu[], driver = '550.54.15'): Scenario => ({
  driver,
  gpus,
  processes: [],
});

/** Calls whose answers a driver may refuse without the card being any the less there. */
const VALUES = [
  'nvmlDeviceGetMemoryInfo_v2',
  'nvmlDeviceGetMemoryInfo',
  'nvmlDeviceGetUtilizationRates',
  'nvmlDeviceGetTemperature',
  'nvmlDeviceGetPowerUsage',
  'nvmlDeviceGetPciInfo_v3',
  'nvmlDeviceGetMigMode',
  'nvmlDeviceGetComputeRunningProcesses_v3',
  'nvmlDeviceGetGraphicsRunningProcesses_v3',
  'nvmlDeviceGetMPSComputeRunningProcesses_v3',
  'nvmlDeviceGetProcessUtilization',
];

/** Under WSL2 the driver tells neither how busy a card is nor who uses it. */
const WSL = [
  'nvmlDeviceGetUtilizationRates',
  'nvmlDeviceGetComputeRunningProcesses_v3',
  'nvmlDeviceGetGraphicsRunningProcesses_v3',
  'nvmlDeviceGetMPSComputeRunningProcesses_v3',
  'nvmlDeviceGetProcessUtilization',
];

const refused = (calls: readonly string[], code = NOT_SUPPORTED) =>
  calls.map((call) => ({ call, code }));

/** The hosts that tests, and people without a GPU, can choose from. */
export const SCENARIOS = {
  'one-24gb': idle(GEFORCE.slice(0, 1)),
  'two-24gb': idle(GEFORCE),
  'eight-80gb': idle(DATA_CENTRE),
  'h200-mig': idle(
    cards(1, 'NVIDIA H200', 143_771, 577).map((card) => ({ ...card, slots: slices(), gpm: true })),
    '580.65.06',
  ),
  wsl2: { ...idle(GEFORCE.slice(0, 1), '560.35.03'), faults: refused(WSL) },
  'driver-missing': { ...idle([]), library: 'none' },
  'lost-after-a-minute': {
    ...idle(GEFORCE.slice(0, 1)),
    changes: [{ atSeconds: 60, faults: [{ call: '*', code: GPU_IS_LOST }] }],
  },
  'no-permission': {
    ...idle(GEFORCE.slice(0, 1)),
    faults: [{ call: 'nvmlInit_v2', code: NO_PERMISSION }],
  },
  'old-driver': { ...idle(GEFORCE.slice(0, 1), '470.256.02'), library: 'old' },
  'nothing-told': { ...idle(GEFORCE.slice(0, 1)), faults: refused(VALUES) },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
