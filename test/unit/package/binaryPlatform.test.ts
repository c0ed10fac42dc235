import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { binaryPlatform } from '../../../scripts/package/binaryPlatform.ts';

function header(fields: readonly (readonly [at: number, bytes: readonly number[]])[]): Uint8Array {
  const bytes = new Uint8Array(128);
  for (const [at, values] of fields) bytes.set(values, at);
  return bytes;
}

const ELF = [0x7f, 0x45, 0x4c, 0x46];
const MACH_O = [0xcf, 0xfa, 0xed, 0xfe];
const windows = (cpu: readonly number[]): Uint8Array =>
  header([
    [0, [0x4d, 0x5a]],
    [0x3c, [0x40]],
    [0x40, [0x50, 0x45, 0, 0, ...cpu]],
  ]);

describe('binaryPlatform', () => {
  it('reads the headers of the three systems', () => {
    const files: readonly (readonly [string, Uint8Array])[] = [
      [
        'linux-x64',
        header([
          [0, ELF],
          [18, [62]],
        ]),
      ],
      [
        'linux-arm64',
        header([
          [0, ELF],
          [18, [183]],
        ]),
      ],
      [
        'linux-other',
        header([
          [0, ELF],
          [18, [243]],
        ]),
      ],
      [
        'darwin-arm64',
        header([
          [0, MACH_O],
          [4, [0x0c, 0, 0, 1]],
        ]),
      ],
      [
        'darwin-x64',
        header([
          [0, MACH_O],
          [4, [0x07, 0, 0, 1]],
        ]),
      ],
      ['win32-x64', windows([0x64, 0x86])],
      ['win32-arm64', windows([0x64, 0xaa])],
    ];
    for (const [platform, bytes] of files) assert.equal(binaryPlatform(bytes), platform);
  });

  it('knows the program that runs it', () => {
    assert.equal(
      binaryPlatform(readFileSync(process.execPath)),
      `${process.platform}-${process.arch}`,
    );
  });

  it('takes nothing else for native code', () => {
    for (const text of ['', 'MZ', '<html>', 'MZ'.padEnd(200, '\u007f')]) {
      assert.equal(binaryPlatform(Buffer.from(text)), undefined);
    }
  });
});
