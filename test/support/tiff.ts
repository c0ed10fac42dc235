/** What an uncompressed TIFF is made of. */
export interface TiffParts {
  readonly width: number;
  readonly height: number;
  /** Bits of each sample of a pixel. */
  readonly bits: readonly number[];
  /** 1 for grey, 2 for RGB, 6 for YCbCr, 8 for CIELAB. */
  readonly photometric: number;
  /** 1 for unsigned numbers, 2 for signed ones, 3 for floating-point ones; not said when absent. */
  readonly format?: number;
  readonly data: Uint8Array;
}

const SHORT = 3;
const LONG = 4;

/** Writes a TIFF as no library here would: little-endian, in one strip. */
export function tiff({ width, height, bits, photometric, format, data }: TiffParts): Buffer {
  const samples = bits.length;
  const tags: [tag: number, type: number, values: readonly number[]][] = [
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, SHORT, bits],
    [259, SHORT, [1]],
    [262, SHORT, [photometric]],
    [273, LONG, [0]],
    [277, SHORT, [samples]],
    [278, LONG, [height]],
    [279, LONG, [data.length]],
    ...(format === undefined
      ? []
      : [[339, SHORT, bits.map(() => format)] as [number, number, number[]]]),
    // Colours of every pixel of their own.
    ...(photometric === 6 ? [[530, SHORT, [1, 1]] as [number, number, number[]]] : []),
  ];
  tags.sort(([a], [b]) => a - b);
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length);
  const long: Buffer[] = [];
  let end = 8 + directory.length;
  for (const [index, [tag, type, values]] of tags.entries()) {
    const bytes = Buffer.alloc(Math.max(4, values.length * 2));
    for (const [at, value] of values.entries()) {
      if (type === SHORT) bytes.writeUInt16LE(value, 2 * at);
      else bytes.writeUInt32LE(value);
    }
    const at = 2 + 12 * index;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(values.length, at + 4);
    if (bytes.length === 4) {
      bytes.copy(directory, at + 8);
    } else {
      directory.writeUInt32LE(end, at + 8);
      long.push(bytes);
      end += bytes.length;
    }
  }
  const strip = tags.findIndex(([tag]) => tag === 273);
  directory.writeUInt32LE(end, 2 + 12 * strip + 8);
  const head = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  return Buffer.concat([head, directory, ...long, data]);
}
