/**
 * How a cluster hands out its GPUs: whole cards; slices under the name of a card (`mig-single`) or
 * under names of their own (`mig-mixed`); one card to several pods in turn, or at once by MPS.
 */
export type GpuSharing = 'whole' | 'mig-single' | 'mig-mixed' | 'time-slicing' | 'mps';

/** What a pod asks for. */
export interface GpuChoice {
  readonly sharing: GpuSharing;
  /** Profile of the slices, such as `1g.10gb`; of `mig-mixed` only. */
  readonly profile?: string;
}

/** A kind of MIG slice. */
export interface MigProfile {
  readonly name: string;
  /** GB as the name has it; what a program finds is up to a tenth less. */
  readonly gigabytes: number;
  /** Cards that have it. */
  readonly cards: string;
}

/** Slices that carry at least one seventh of a card, smallest memory first. */
export const MIG_PROFILES: readonly MigProfile[] = [
  { name: '1g.5gb', gigabytes: 5, cards: 'A100 40 GB' },
  { name: '1g.6gb', gigabytes: 6, cards: 'A30' },
  { name: '1g.10gb', gigabytes: 10, cards: 'A100 40 GB, A100 80 GB, H100' },
  { name: '2g.10gb', gigabytes: 10, cards: 'A100 40 GB' },
  { name: '2g.12gb', gigabytes: 12, cards: 'A30' },
  { name: '1g.18gb', gigabytes: 18, cards: 'H200' },
  { name: '1g.20gb', gigabytes: 20, cards: 'A100 80 GB, H100' },
  { name: '2g.20gb', gigabytes: 20, cards: 'A100 80 GB, H100' },
  { name: '3g.20gb', gigabytes: 20, cards: 'A100 40 GB' },
  { name: '1g.35gb', gigabytes: 35, cards: 'H200' },
  { name: '2g.35gb', gigabytes: 35, cards: 'H200' },
  { name: '3g.40gb', gigabytes: 40, cards: 'A100 80 GB, H100' },
  { name: '3g.71gb', gigabytes: 71, cards: 'H200' },
];

/** The least that a slice really has, as a part of what its name says, in bytes a GB. */
const REAL_BYTES = 0.9e9;

/** The smallest common slice with room for a budget in bytes; undefined where none has. */
export function profileFor(bytes: number): MigProfile | undefined {
  const fitting = MIG_PROFILES.filter(({ gigabytes }) => gigabytes * REAL_BYTES >= bytes);
  return fitting.find(({ cards }) => cards.includes(',')) ?? fitting[0];
}

/** Prefix of the names of NVIDIA's resources. */
const NVIDIA = 'nvidia.com';

/** The taint of nodes with GPUs, and the resource that stands for a whole card. */
export const GPU = `${NVIDIA}/gpu`;

/**
 * The name of the resource that a pod asks for. Shared cards have one of their own, so that a pod
 * that needs a whole card never gets a shared one.
 */
export function gpuResource({ sharing, profile = '1g.10gb' }: GpuChoice): string {
  switch (sharing) {
    case 'whole':
    case 'mig-single':
      return GPU;
    case 'mig-mixed':
      // A label has no "+".
      return `${NVIDIA}/mig-${profile.replaceAll('+', '.')}`;
    case 'time-slicing':
    case 'mps':
      return `${GPU}.shared`;
  }
}
