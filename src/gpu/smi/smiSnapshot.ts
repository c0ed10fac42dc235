import type { GpuDevice, GpuProcess, MigInstance } from '../gpuSnapshot.ts';
import { known } from '../known.ts';
import { type ListedSlice, readMigList } from './migList.ts';
import { numberIn, readCsv, readPmon, type SmiRow } from './smiTable.ts';

const MIB = 2 ** 20;

/** Columns of `--query-gpu` that are read. */
export const CARD_FIELDS = [
  'index',
  'uuid',
  'name',
  'pci.bus_id',
  'driver_version',
  'memory.total',
  'memory.used',
  'memory.reserved',
  'utilization.gpu',
  'temperature.gpu',
  'power.draw',
  'mig.mode.current',
] as const;

/** Columns of `--query-compute-apps` that are read. */
export const APP_FIELDS = ['gpu_uuid', 'pid', 'process_name', 'used_gpu_memory'] as const;

/** What nvidia-smi printed; only the cards are needed. */
export interface SmiOutput {
  /** `--query-gpu=… --format=csv`. */
  readonly cards: string;
  /** `--query-compute-apps=… --format=csv`. */
  readonly apps?: string | undefined;
  /** `pmon -s um -c 1`. */
  readonly pmon?: string | undefined;
  /** `-L`, where a card is under MIG. */
  readonly list?: string | undefined;
}

/** The cards that nvidia-smi printed, wherever it ran. */
export function readSmi(output: SmiOutput): { devices: GpuDevice[]; driverVersion?: string } {
  const rows = readCsv(output.cards);
  const slices = readMigList(output.list ?? '');
  const apps = output.apps === undefined ? undefined : readCsv(output.apps, 'process_name');
  const pmon = output.pmon === undefined ? undefined : readPmon(output.pmon);
  const devices = rows.flatMap((row): GpuDevice[] => {
    const { uuid, index } = row;
    if (uuid === undefined) return [];
    const processes = processesOf(row, apps ?? [], pmon ?? []);
    const migEnabled = row['mig.mode.current'] === 'Enabled';
    return [
      {
        index: numberIn(index) ?? 0,
        uuid,
        name: row['name'] ?? '',
        ...readCard(row),
        ...(apps === undefined && pmon === undefined ? { processesHidden: true } : {}),
        migEnabled,
        migInstances: migEnabled ? (slices.get(uuid) ?? []).map(instance) : [],
        processes,
      },
    ];
  });
  return { devices, ...known({ driverVersion: rows[0]?.['driver_version'] }) };
}

function readCard(row: SmiRow) {
  return known({
    pciBusId: row['pci.bus_id'],
    memoryTotalBytes: bytes(row['memory.total']),
    memoryUsedBytes: bytes(row['memory.used']),
    memoryReservedBytes: bytes(row['memory.reserved']),
    utilizationRatio: share(row['utilization.gpu']),
    temperatureCelsius: numberIn(row['temperature.gpu']),
    powerWatts: numberIn(row['power.draw']),
  });
}

/** Both lists know what the other does not: one the memory, one how busy, and who only draws. */
function processesOf(card: SmiRow, apps: readonly SmiRow[], pmon: readonly SmiRow[]): GpuProcess[] {
  const found = new Map<number, GpuProcess>();
  for (const { pid, process_name: name, used_gpu_memory: used, gpu_uuid: uuid } of apps) {
    const id = numberIn(pid);
    if (id === undefined || uuid !== card['uuid']) continue;
    found.set(id, { pid: id, ...known({ name, vramBytes: bytes(used) }) });
  }
  for (const row of pmon) {
    const id = numberIn(row['pid']);
    if (id === undefined || row['gpu'] !== card['index']) continue;
    const more = known({
      name: row['command'],
      vramBytes: bytes(row['fb']),
      smRatio: share(row['sm']),
      encoderRatio: share(row['enc']),
      decoderRatio: share(row['dec']),
    });
    found.set(id, { ...more, pid: id, ...found.get(id) });
  }
  return [...found.values()];
}

function instance(slice: ListedSlice): MigInstance {
  return { ...slice, processes: [] };
}

function bytes(cell: string | undefined): number | undefined {
  const mib = numberIn(cell);
  return mib === undefined ? undefined : mib * MIB;
}

/** Drivers print more than 100 % for lack of a value. */
function share(cell: string | undefined): number | undefined {
  const percent = numberIn(cell);
  return percent === undefined || percent > 100 ? undefined : percent / 100;
}
