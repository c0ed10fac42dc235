import type {
  Scenario,
  SimulatedChange,
  SimulatedFault,
  SimulatedGpu,
  SimulatedProcess,
  SimulatedSlot,
} from './scenario.ts';

const TYPES = { compute: 1, graphics: 2, mps: 4 } as const;

/**
 * A scenario as the simulated library reads it: a line each, `key=value` pairs, a name last because
 * it may hold spaces. Lines after `at SECONDS` count from then on.
 */
export function scenarioText(scenario: Scenario): string {
  const { driver, gpus, processes, faults = [], changes = [], startMs } = scenario;
  const lines = [
    ...(startMs === undefined ? [] : [`start ${startMs}`]),
    `driver ${driver}`,
    ...gpus.flatMap(gpuLines),
    ...processes.map(processLine),
    ...faults.map(faultLine),
    ...[...changes].sort((a, b) => a.atSeconds - b.atSeconds).flatMap(changeLines),
  ];
  return `${lines.join('\n')}\n`;
}

function gpuLines(gpu: SimulatedGpu, index: number): string[] {
  const { uuid, pci, total, reserved, base, util, temperature, watts, slots, gpm, name } = gpu;
  const values = {
    uuid,
    pci,
    total,
    reserved,
    base,
    util,
    temperature,
    milliwatts: Math.round(watts * 1000),
    mig: slots ? 1 : 0,
    gpm: gpm ? 1 : 0,
    name,
  };
  const slices = (slots ?? []).flatMap((slot, at) => (slot ? [slotLine(slot, index, at)] : []));
  return [`gpu ${index}${pairs(values)}`, ...slices];
}

function slotLine({ name, ...slot }: SimulatedSlot, gpu: number, at: number): string {
  return `slot ${gpu} ${at}${pairs({ ...slot, name })}`;
}

function processLine({ gpu, pid, types = ['compute'], name, ...values }: SimulatedProcess): string {
  const bits = types.reduce((sum, type) => sum + TYPES[type], 0);
  return `process ${gpu} ${pid}${pairs({ types: bits, ...values, name })}`;
}

function faultLine(fault: SimulatedFault): string {
  const [kind, value] = 'code' in fault ? ['error', fault.code] : ['pause', fault.pauseMs];
  return `${kind} ${fault.call} ${value}${fault.gpu === undefined ? '' : ` ${fault.gpu}`}`;
}

function changeLines({ atSeconds, faults, processes, ended }: SimulatedChange): string[] {
  return [
    `at ${atSeconds}`,
    ...(ended ?? []).map(({ gpu, pid }) => `ended ${gpu} ${pid}`),
    ...(processes ?? []).map(processLine),
    ...(faults ?? []).map(faultLine),
  ];
}

function pairs(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}=${value}`]))
    .join('');
}
