import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { type UsageOfPart, type UsageRow, usageOf } from '../../gpu/attribution/usageRows.ts';
import { isUseUntold, rowsOfPart } from '../../gpu/containerUse.ts';
import type { GpuDevice, GpuProcess, GpuSnapshot, MigInstance } from '../../gpu/gpuSnapshot.ts';
import type { ReplicaRow } from '../deployments/rows.ts';

interface Common {
  /** Stable: the tree keeps by it what is expanded and selected. */
  readonly id: string;
  readonly children: readonly GpuRow[];
}

/** A graphics card. */
export interface CardRow extends Common {
  readonly kind: 'card';
  readonly device: GpuDevice;
  /** Memory in use and all of it, in bytes. */
  readonly usedBytes: number | undefined;
  readonly totalBytes: number | undefined;
}

/** A slice of a card under MIG. */
export interface SliceRow extends Common {
  readonly kind: 'slice';
  readonly device: GpuDevice;
  readonly instance: MigInstance;
  readonly usedBytes: number | undefined;
  readonly totalBytes: number | undefined;
}

/** What stands in a row about those who use a card. */
interface Used {
  readonly usage: Pick<UsageRow, 'vramBytes' | 'partial' | 'smRatio' | 'processes'>;
  /** All memory of the card or slice, in bytes. */
  readonly totalBytes: number | undefined;
}

/** A container on a card; commands take it for the container's row of the Deployments view. */
export interface ContainerRow extends Common, Used, ReplicaRow {}

/** A container that is no deployment's. */
export interface ForeignRow extends Common, Used {
  readonly kind: 'foreign';
  readonly containerId: string;
  readonly name: string;
}

/** Processes in no container, or what cannot be told of anybody. */
export interface OthersRow extends Common, Used {
  readonly kind: 'other' | 'unattributed';
}

export interface ProcessRow extends Common {
  readonly kind: 'process';
  readonly process: GpuProcess;
}

/** Why there is nothing below a card. */
export interface NoteRow extends Common {
  readonly kind: 'note';
  readonly note: 'hidden' | 'no-slices';
}

/** A row of the GPUs view. */
export type GpuRow =
  | CardRow
  | SliceRow
  | ContainerRow
  | ForeignRow
  | OthersRow
  | ProcessRow
  | NoteRow;

/** Signs of a container's id that people read. */
const ID_SHOWN = 12;

/** The rows of the view: cards, in them slices and users, in those processes. */
export function gpuRows(snapshot: GpuSnapshot, replicas: readonly WatchedReplica[]): CardRow[] {
  const people = new Containers(replicas);
  const usages = usageOf(snapshot);
  return snapshot.devices.map((device) => {
    const parts = usages.filter((part) => part.device === device);
    const [card, ...slices] = parts;
    const below = slices.map((part) => sliceRow(part, people));
    const own = device.migInstances.length === 0 ? card : outsideOfSlices(snapshot, device, slices);
    const users = own === undefined ? [] : usersOf(own, people);
    return {
      kind: 'card',
      id: device.uuid,
      device,
      usedBytes: card?.usedBytes,
      totalBytes: card?.totalBytes,
      children: [...notes(device), ...below, ...users],
    };
  });
}

function notes(device: GpuDevice): NoteRow[] {
  const note = (kind: NoteRow['note']): NoteRow => ({
    kind: 'note',
    id: `${device.uuid}/${kind}`,
    note: kind,
    children: [],
  });
  if (device.lost) return [];
  return [
    ...(device.processesHidden ? [note('hidden')] : []),
    ...(device.migEnabled && device.migInstances.length === 0 ? [note('no-slices')] : []),
  ];
}

function sliceRow(part: UsageOfPart & { instance?: MigInstance }, people: Containers): SliceRow {
  const instance = part.instance as MigInstance;
  const children = usersOf(part, people);
  return {
    kind: 'slice',
    // VS Code goes by it whether a row is open, and asks no second time: who begins to use a slice that
    // was idle would stay hidden in it.
    id: isIdle(children) ? `${instance.uuid}/idle` : instance.uuid,
    device: part.device,
    instance,
    usedBytes: part.usedBytes,
    totalBytes: part.totalBytes,
    children,
  };
}

/** Whether nobody is there: what only the driver itself uses is no news. */
export function isIdle(users: readonly GpuRow[]): boolean {
  return users.every(({ kind }) => kind === 'unattributed');
}

/** What of a card under MIG is in none of its slices, so that the card's rows add up. */
function outsideOfSlices(
  snapshot: GpuSnapshot,
  device: GpuDevice,
  slices: readonly UsageOfPart[],
): UsageOfPart | undefined {
  // Compute instances of one GPU instance share its memory, which then counts once.
  const pools = new Map(
    slices.map(({ instance, usedBytes = 0 }) => [
      instance?.gpuInstanceId ?? instance?.uuid,
      usedBytes,
    ]),
  );
  const within = [...pools.values()].reduce((a, b) => a + b, 0);
  const { memoryUsedBytes: used, ...rest } = device;
  const outside = {
    ...rest,
    migInstances: [],
    ...(used !== undefined && { memoryUsedBytes: Math.max(0, used - within) }),
  };
  return usageOf({ ...snapshot, devices: [outside] })[0];
}

function usersOf(part: UsageOfPart, people: Containers): GpuRow[] {
  const uuid = part.instance?.uuid ?? part.device.uuid;
  const { totalBytes } = part;
  const rows = rowsOfPart(part);
  const untold = isUseUntold(part);
  // Deployed here and not using it: the driver says so by not listing them, where it lists at all.
  const idle = people
    .placedOn(uuid)
    .filter(({ id }) => !rows.some(({ containerId }) => containerId === id))
    .map((replica): GpuRow => {
      const usage = { processes: [], ...(!untold && { vramBytes: 0, smRatio: 0 }) };
      return containerRow(uuid, people.rowOf(replica), { usage, totalBytes });
    });
  const users = rows.map((usage): GpuRow => {
    const replica = people.get(usage.containerId);
    if (replica) return containerRow(uuid, people.rowOf(replica), { usage, totalBytes });
    const { kind, containerId = '', containerName } = usage;
    const id = `${uuid}/${kind === 'container' ? containerId : kind}`;
    const common = { id, usage, totalBytes, children: processRows(id, usage) };
    if (kind !== 'container') return { kind, ...common };
    const name = containerName ?? containerId.slice(0, ID_SHOWN);
    return { kind: 'foreign', containerId, name, ...common };
  });
  return [...users, ...idle].sort(byKindThenName);
}

const KINDS: readonly GpuRow['kind'][] = ['replica', 'foreign', 'other', 'unattributed'];

/** Kept, since it is dear to make and rows are put in order at every look. */
const NAMES = new Intl.Collator('en', { numeric: true });

/** Not by what they use: rows that change places at every look cannot be read, or clicked. */
function byKindThenName(a: GpuRow, b: GpuRow): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    NAMES.compare(nameOf(a), nameOf(b)) ||
    a.id.localeCompare(b.id)
  );
}

function nameOf(row: GpuRow): string {
  if (row.kind === 'foreign') return row.name;
  if (row.kind !== 'replica') return '';
  const { project, deployment, replica } = row.replica.labels;
  return `${project} ${deployment} ${replica}`;
}

function containerRow(uuid: string, row: ReplicaRow, used: Used): ContainerRow {
  const id = `${uuid}/${row.replica.id}`;
  return { ...row, ...used, id, children: processRows(id, used.usage) };
}

function processRows(parent: string, { processes }: Used['usage']): ProcessRow[] {
  return processes.map((process) => ({
    kind: 'process',
    id: `${parent}/${process.pid}@${process.startTime ?? ''}`,
    process,
    children: [],
  }));
}

/** The containers of deployments that run. */
class Containers {
  readonly #byId: ReadonlyMap<string, WatchedReplica>;

  constructor(replicas: readonly WatchedReplica[]) {
    this.#byId = new Map(
      replicas.filter(({ state }) => state !== 'exited').map((one) => [one.id, one]),
    );
  }

  get(id: string | undefined): WatchedReplica | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  placedOn(uuid: string): WatchedReplica[] {
    return [...this.#byId.values()].filter(({ labels }) => labels.gpu === uuid);
  }

  rowOf(replica: WatchedReplica): ReplicaRow {
    const { project, deployment } = replica.labels;
    const others = [...this.#byId.values()].filter(
      ({ labels }) => labels.project === project && labels.deployment === deployment,
    );
    return { kind: 'replica', replica, alone: others.length === 1 };
  }
}
