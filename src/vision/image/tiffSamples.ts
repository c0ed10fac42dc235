import { ImageError } from './imageError.ts';

/** Tags of a TIFF's directory (TIFF 6.0, sections 8 and 19). */
const BITS_PER_SAMPLE = 258;
const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const SAMPLE_FORMAT = 339;
const YCBCR_SUBSAMPLING = 530;

/** Bytes of a directory's entry, and the type of the numbers that are read here. */
const ENTRY = 12;
const SHORT = 3;
/** No picture has more samples a pixel that matter. */
const MOST_SAMPLES = 16;

const USUAL_BITS = [1, 2, 4, 8, 16];
const LAB = [8, 9, 10];
const YCBCR = 6;
/** Compressions whose decoder makes RGB of YCbCr. */
const JPEG = [6, 7];
/** What a number that is not unsigned is, by its SampleFormat; 4 says nothing. */
const UNUSUAL_FORMATS: Readonly<Record<number, string>> = {
  2: 'signed numbers',
  3: 'floating-point numbers',
  5: 'complex numbers',
  6: 'complex numbers',
};

/**
 * Refuses TIFFs of measurements rather than of a picture: which of their numbers is white is known to
 * their makers alone, so every decoder shows something else. What is cut off is left to the decoder.
 *
 * @throws {ImageError} `unsupported_type`
 */
export function checkTiffSamples(bytes: Uint8Array): void {
  const what = unusual(bytes);
  if (what === undefined) return;
  throw new ImageError(
    'unsupported_type',
    `The TIFF holds ${what}: convert it to 8 or 16 bits of grey, RGB or CMYK.`,
  );
}

/**
 * Whether the decoder gives the samples of a TIFF as they are stored, and these are brightness and
 * colour differences: of each pixel its own, and not compressed as JPEG.
 */
export function isStoredAsYcbcr(bytes: Uint8Array): boolean {
  const tags = firstDirectory(bytes);
  const [compression = 1] = tags.get(COMPRESSION) ?? [];
  return (
    tags.get(PHOTOMETRIC)?.[0] === YCBCR &&
    !JPEG.includes(compression) &&
    tags.get(YCBCR_SUBSAMPLING)?.every((each) => each === 1) === true &&
    tags.get(BITS_PER_SAMPLE)?.every((each) => each === 8) === true
  );
}

function unusual(bytes: Uint8Array): string | undefined {
  const tags = firstDirectory(bytes);
  for (const format of tags.get(SAMPLE_FORMAT) ?? []) {
    const name = UNUSUAL_FORMATS[format];
    if (name !== undefined) return name;
  }
  const bits = tags.get(BITS_PER_SAMPLE)?.find((each) => !USUAL_BITS.includes(each));
  if (bits !== undefined) return `numbers of ${bits} bits`;
  const [photometric = 0] = tags.get(PHOTOMETRIC) ?? [];
  return LAB.includes(photometric) ? 'CIELAB colours' : undefined;
}

/** The tags of the first picture that are of 16-bit numbers; those that the file does not hold are left out. */
function firstDirectory(bytes: Uint8Array): ReadonlyMap<number, readonly number[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const tags = new Map<number, readonly number[]>();
  try {
    const start = view.getUint32(4, little);
    const entries = view.getUint16(start, little);
    for (let at = start + 2; at < start + 2 + entries * ENTRY; at += ENTRY) {
      if (view.getUint16(at + 2, little) !== SHORT) continue;
      const count = view.getUint32(at + 4, little);
      const values = count > 2 ? view.getUint32(at + 8, little) : at + 8;
      const read = Array.from({ length: Math.min(count, MOST_SAMPLES) }, (_, index) =>
        view.getUint16(values + 2 * index, little),
      );
      tags.set(view.getUint16(at, little), read);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return tags;
}
