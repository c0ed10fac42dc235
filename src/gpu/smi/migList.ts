/** The slices of a card as `nvidia-smi -L` lists them. */
export interface ListedSlice {
  readonly index: number;
  readonly name: string;
  readonly uuid: string;
}

const CARD = /^GPU \d+: .*\(UUID: (GPU-[^)]+)\)/;
const SLICE = /^\s+MIG (\S+)\s+Device\s+(\d+): \(UUID: (MIG-[^)]+)\)/;

/** Slices by the UUID of their card; cards without any have none. */
export function readMigList(text: string): Map<string, ListedSlice[]> {
  const slices = new Map<string, ListedSlice[]>();
  let card: ListedSlice[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const uuid = CARD.exec(line)?.[1];
    if (uuid !== undefined) {
      card = [];
      slices.set(uuid, card);
    }
    const [, name, index, slice] = SLICE.exec(line) ?? [];
    if (name !== undefined && slice !== undefined) {
      card?.push({ index: Number(index), name, uuid: slice });
    }
  }
  return slices;
}
