const ELF = 0x7f454c46;
const MACH_O = 0xcffaedfe;
const MZ = 0x4d5a;
const PE = 0x50450000;

/** The processor fields of the three formats. */
const ELF_CPUS = new Map([
  [62, 'x64'],
  [183, 'arm64'],
]);
const MACH_O_CPUS = new Map([
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
]);
const PE_CPUS = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);

/** The platform that a native file was compiled for, read from its header; undefined if none. */
export function binaryPlatform(bytes: Uint8Array): string | undefined {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.byteLength < 64) return undefined;
  const magic = header.getUint32(0);
  if (magic === ELF) return named('linux', ELF_CPUS.get(header.getUint16(18, true)));
  if (magic === MACH_O) return named('darwin', MACH_O_CPUS.get(header.getUint32(4, true)));
  if (header.getUint16(0) !== MZ) return undefined;
  const at = header.getUint32(0x3c, true);
  if (at + 6 > header.byteLength || header.getUint32(at) !== PE) return undefined;
  return named('win32', PE_CPUS.get(header.getUint16(at + 4, true)));
}

function named(os: string, cpu = 'other'): string {
  return `${os}-${cpu}`;
}
