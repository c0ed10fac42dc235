import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** Bytes of a WOFF header, of one WOFF table entry, and of their OpenType counterparts. */
const WOFF_HEADER = 44;
const WOFF_ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

/**
 * Unpacks a WOFF 1.0 font to OpenType: the same tables, each deflated on its own
 * (W3C, "WOFF File Format 1.0", sections 4 and 5). sharp's text renderer reads OpenType only.
 */
function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const header = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY);
  woff.copy(header, 0, 4, 8);
  header.writeUInt16BE(count, 4);
  const power = Math.floor(Math.log2(count));
  header.writeUInt16BE(2 ** power * 16, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(count * 16 - 2 ** power * 16, 10);
  const parts: Uint8Array[] = [header];
  let offset = header.length;
  for (let i = 0; i < count; i++) {
    const entry = WOFF_HEADER + i * WOFF_ENTRY;
    const [at, packed, length, checksum] = [4, 8, 12, 16].map((k) => woff.readUInt32BE(entry + k));
    const stored = woff.subarray(at, (at ?? 0) + (packed ?? 0));
    const table = packed === length ? stored : inflateSync(stored);
    const to = SFNT_HEADER + i * SFNT_ENTRY;
    woff.copy(header, to, entry, entry + 4);
    header.writeUInt32BE(checksum ?? 0, to + 4);
    header.writeUInt32BE(offset, to + 8);
    header.writeUInt32BE(table.length, to + 12);
    const padding = Buffer.alloc(-table.length & 3);
    parts.push(table, padding);
    offset += table.length + padding.length;
  }
  return Buffer.concat(parts);
}

/**
 * Puts the font of the labels (Roboto, from an npm package: a bare machine has no fonts) into
 * `folder` and returns its path.
 */
export async function labelFont(folder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const woff = require.resolve('roboto-fontface/fonts/roboto/Roboto-Medium.woff');
  const path = join(folder, 'Roboto-Medium.ttf');
  await writeFile(path, unpackWoff(await readFile(woff)));
  // A bare machine has no fontconfig set-up either, and fontconfig complains about that.
  const configuration = join(folder, 'fonts.conf');
  await writeFile(configuration, '<?xml version="1.0"?><fontconfig></fontconfig>\n');
  process.env['FONTCONFIG_FILE'] ??= configuration;
  return path;
}
