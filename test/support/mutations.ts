/** Ways of damaging a file, as transfers, disks and attackers do. */
const MUTATIONS: readonly ((bytes: Buffer, random: () => number) => Buffer)[] = [
  flipBits,
  truncate,
  swapChunks,
  overwriteHeader,
  insertGarbage,
  extremeNumber,
];

/** A damaged copy; the same `random` gives the same damage. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  const mutation = MUTATIONS[Math.floor(random() * MUTATIONS.length)] ?? flipBits;
  return mutation(Buffer.from(bytes), random);
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}

function flipBits(bytes: Buffer, random: () => number): Buffer {
  const flips = 1 + below(20, random);
  for (let flip = 0; flip < flips; flip++) {
    const at = below(bytes.length, random);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8, random));
  }
  return bytes;
}

function truncate(bytes: Buffer, random: () => number): Buffer {
  return bytes.subarray(0, 1 + below(bytes.length - 1, random));
}

function swapChunks(bytes: Buffer, random: () => number): Buffer {
  const size = 1 + below(bytes.length / 4, random);
  const [a, b] = [below(bytes.length - size, random), below(bytes.length - size, random)];
  const first = Buffer.from(bytes.subarray(a, a + size));
  bytes.copy(bytes, a, b, b + size);
  first.copy(bytes, b);
  return bytes;
}

/** Random bytes in the first 64, where sizes, offsets and types stand. */
function overwriteHeader(bytes: Buffer, random: () => number): Buffer {
  const end = Math.min(bytes.length, 64);
  const from = below(end, random);
  const to = Math.min(end, from + 1 + below(8, random));
  for (let at = from; at < to; at++) bytes[at] = below(256, random);
  return bytes;
}

function insertGarbage(bytes: Buffer, random: () => number): Buffer {
  const at = below(bytes.length, random);
  const garbage = Buffer.from(
    Array.from({ length: 1 + below(64, random) }, () => below(256, random)),
  );
  return Buffer.concat([bytes.subarray(0, at), garbage, bytes.subarray(at)]);
}

/** A 32-bit number becomes one at the edge of what it can say. */
function extremeNumber(bytes: Buffer, random: () => number): Buffer {
  const numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x0000ffff];
  const number = numbers[below(numbers.length, random)] ?? 0;
  const at = below(Math.max(1, bytes.length - 4), random);
  if (random() < 0.5) bytes.writeUInt32BE(number, at);
  else bytes.writeUInt32LE(number, at);
  return bytes;
}
