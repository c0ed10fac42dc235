import type { GpuDevice } from './gpuSnapshot.ts';

/** Slices that a card can be cut into at once, as `nvidia-smi` names their profiles. */
export type MigLayout = readonly string[];

/** Profiles with the most instances of each (NVIDIA's MIG user guide); mixed ones that fit as well. */
const CARDS: readonly (readonly [card: RegExp, most: Readonly<Record<string, number>>])[] = [
  [
    /\bA100\b.*80|\bH100\b.*80|\bH100 PCIe|\bH800\b/,
    { '1g.10gb': 7, '1g.20gb': 4, '2g.20gb': 3, '3g.40gb': 2, '4g.40gb': 1, '7g.80gb': 1 },
  ],
  [
    /\bA100\b/,
    { '1g.5gb': 7, '1g.10gb': 4, '2g.10gb': 3, '3g.20gb': 2, '4g.20gb': 1, '7g.40gb': 1 },
  ],
  [
    /\bH200\b/,
    { '1g.18gb': 7, '1g.35gb': 4, '2g.35gb': 3, '3g.71gb': 2, '4g.71gb': 1, '7g.141gb': 1 },
  ],
  [/\bA30\b/, { '1g.6gb': 4, '2g.12gb': 2, '4g.24gb': 1 }],
];

/** The layouts that are known for a card, the finest first; none for a card that is not known. */
export function migLayouts({ name }: Pick<GpuDevice, 'name'>): MigLayout[] {
  const most = CARDS.find(([card]) => card.test(name))?.[1];
  if (most === undefined) return [];
  const profiles = Object.entries(most);
  const equal = profiles
    // One such slice alone would leave a part of the card to nobody.
    .filter(([profile, count]) => count > 1 || profile === profiles.at(-1)?.[0])
    .map(([profile, count]) => Array.from({ length: count }, () => profile));
  const ofSize = (size: string): string | undefined =>
    profiles.find(([profile]) => profile.startsWith(size))?.[0];
  const [three, four] = [ofSize('3g.'), ofSize('4g.')];
  return three && four ? [...equal, [four, three]] : equal;
}

/**
 * The commands that would cut a card into these slices, for a person to read and run; without slices,
 * those that list what is possible.
 */
export function migCommands(device: GpuDevice, layout: MigLayout): string {
  const { uuid, index, name, migEnabled, migInstances } = device;
  const lines = [
    `# GPU ${index}, ${name.replaceAll(/[^\x20-\x7e]/g, '?')}`,
    '# Everything that runs on this card has to end first; its slices of now are lost.',
  ];
  if (!migEnabled) {
    lines.push(
      `sudo nvidia-smi -i ${uuid} -mig 1`,
      '# Where that stays “pending”: sudo nvidia-smi --gpu-reset, or restart the machine.',
    );
  }
  if (migInstances.length > 0) {
    lines.push(`sudo nvidia-smi mig -i ${uuid} -dci`, `sudo nvidia-smi mig -i ${uuid} -dgi`);
  }
  lines.push(
    layout.length === 0
      ? `sudo nvidia-smi mig -i ${uuid} -lgip`
      : `sudo nvidia-smi mig -i ${uuid} -cgi ${layout.join(',')} -C`,
    'nvidia-smi -L',
  );
  return `${lines.join('\n')}\n`;
}
