import type { Scenario, SimulatedGpu } from '../scenario.ts';

/** What was printed, and how the program ended. */
export interface Printed {
  readonly text: string;
  readonly code?: number;
}

const MIB = 2 ** 20;
const NOT_AVAILABLE = '[N/A]';
const UNITS: Readonly<Record<string, string>> = {
  'memory.total': ' [MiB]',
  'memory.used': ' [MiB]',
  'memory.reserved': ' [MiB]',
  'utilization.gpu': ' [%]',
  'power.draw': ' [W]',
  used_gpu_memory: ' [MiB]',
};

const mib = (bytes: number): string => `${Math.floor(bytes / MIB)} MiB`;
const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const header = (fields: readonly string[]): string =>
  fields.map((field) => `${field}${UNITS[field] ?? ''}`).join(', ');

/** Bytes in use on a card. */
function held({ processes }: Scenario, gpu: number, { base, slots = [] }: SimulatedGpu): number {
  const idle = slots.reduce((sum, slot) => sum + (slot?.base ?? 0), base);
  return processes
    .filter((process) => process.gpu === gpu)
    .reduce((sum, { vram }) => sum + (vram === 'na' ? 0 : vram), idle);
}

/** How busy the processes of a card keep it, in per cent. */
function load({ processes }: Scenario, gpu: number): number {
  const here = processes.filter((process) => process.gpu === gpu);
  return Math.min(
    100,
    here.reduce((sum, { sm = 0 }) => sum + sm, 0),
  );
}

/** `--query-gpu=FIELDS --format=csv`. */
export function printCards(scenario: Scenario, fields: readonly string[]): Printed {
  const refused = (call: string): boolean =>
    scenario.faults?.some((fault) => fault.call === call && 'code' in fault) ?? false;
  const value = (gpu: SimulatedGpu, index: number): Readonly<Record<string, string>> => {
    const noMemory = refused('nvmlDeviceGetMemoryInfo_v2');
    return {
      index: String(index),
      uuid: gpu.uuid,
      name: gpu.name,
      'pci.bus_id': refused('nvmlDeviceGetPciInfo_v3') ? NOT_AVAILABLE : gpu.pci,
      driver_version: scenario.driver,
      'memory.total': noMemory ? NOT_AVAILABLE : mib(gpu.total),
      'memory.used': noMemory ? NOT_AVAILABLE : mib(held(scenario, index, gpu)),
      ...(scenario.library !== 'old' && {
        'memory.reserved': noMemory ? NOT_AVAILABLE : mib(gpu.reserved),
      }),
      'utilization.gpu':
        gpu.slots || refused('nvmlDeviceGetUtilizationRates')
          ? NOT_AVAILABLE
          : `${gpu.util ?? load(scenario, index)} %`,
      'temperature.gpu': refused('nvmlDeviceGetTemperature')
        ? NOT_AVAILABLE
        : String(gpu.temperature),
      'power.draw': refused('nvmlDeviceGetPowerUsage')
        ? NOT_AVAILABLE
        : `${gpu.watts.toFixed(2)} W`,
      'mig.mode.current': gpu.slots ? 'Enabled' : NOT_AVAILABLE,
    };
  };
  const rows = scenario.gpus.map(value);
  const unknown = fields.find((field) => rows[0] !== undefined && !(field in rows[0]));
  if (unknown !== undefined) {
    return { text: `Field "${unknown}" is not a valid field to query.\n\n`, code: 2 };
  }
  const table = rows.map((row) => fields.map((field) => row[field] ?? '').join(', '));
  return { text: lines([header(fields), ...table]) };
}

/** `--query-compute-apps=FIELDS --format=csv`: under MIG the card's UUID, and no instance. */
export function printApps(scenario: Scenario, fields: readonly string[]): Printed {
  const rows = scenario.processes
    .filter(({ types = ['compute'] }) => types.includes('compute'))
    .map(({ gpu, pid, vram, name }): Readonly<Record<string, string>> => {
      return {
        gpu_uuid: scenario.gpus[gpu]?.uuid ?? '',
        pid: String(pid),
        process_name: name ?? '[Not Found]',
        used_gpu_memory: vram === 'na' ? NOT_AVAILABLE : mib(vram),
      };
    });
  const table = rows.map((row) => fields.map((field) => row[field] ?? '').join(', '));
  return { text: lines([header(fields), ...table]) };
}

const LETTERS = { compute: 'C', graphics: 'G', mps: 'M' } as const;

/** `pmon -s um -c 1`. */
export function printPmon(scenario: Scenario): Printed {
  const rows = scenario.gpus.flatMap((card, gpu) => {
    const here = scenario.processes.filter((process) => process.gpu === gpu);
    const none = ['-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-'];
    if (here.length === 0) return [[String(gpu), ...none]];
    return here.map((process) => {
      const { pid, vram, sm, mem, enc, dec, name, types = ['compute'] } = process;
      const share = (value = 0): string => (card.slots || value === 0 ? '-' : String(value));
      const type = types.map((kind) => LETTERS[kind]).join('+');
      const fb = vram === 'na' ? '-' : String(Math.floor(vram / MIB));
      const used = [share(sm), share(mem), share(enc), share(dec), '-', '-', fb, '0'];
      return [String(gpu), String(pid), type, ...used, name ?? '-'];
    });
  });
  const head = [
    '# gpu         pid   type     sm    mem    enc    dec    jpg    ofa     fb   ccpm    command ',
    '# Idx           #    C/G      %      %      %      %      %      %     MB     MB    name ',
  ];
  const body = rows.map((cells) => `    ${cells.map((cell) => cell.padStart(6)).join(' ')}    `);
  return { text: lines([...head, ...body]) };
}

/** `-L`. */
export function printList(scenario: Scenario): Printed {
  const rows = scenario.gpus.flatMap(({ name, uuid, slots = [] }, index) => [
    `GPU ${index}: ${name} (UUID: ${uuid})`,
    ...slots
      .map(
        (slot, at) => slot && `  MIG ${slot.name.padEnd(11)} Device  ${at}: (UUID: ${slot.uuid})`,
      )
      .filter((line) => line !== undefined),
  ]);
  return { text: lines(rows) };
}
