import { homedir } from 'node:os';
import { ROOT } from '../paths.ts';
import type { Archive } from './archive.ts';
import { binaryPlatform } from './binaryPlatform.ts';
import { contentProblems, type Expectation } from './contents.ts';
import { leaks } from './leaks.ts';
import { isNative } from './nativeFiles.ts';
import { picturesOf } from './readme.ts';

/** A package that must not leave this machine; the message says why. */
export class PackageError extends Error {}

/**
 * Opens a package and holds what is in it against what it should be.
 * @param folders where it was made, which nothing in it may name.
 * @throws PackageError with everything that is wrong.
 */
export function verifyPackage(
  archive: Archive,
  expected: Expectation,
  folders: readonly string[],
): void {
  const names = archive.entries.map(({ name }) => name);
  const problems = [
    ...contentProblems(names, expected),
    ...missingPictures(archive, names),
    ...wrongBinaries(archive, expected.target.name),
    ...leaksIn(archive, [ROOT, ...folders, ...longEnough(homedir())]),
    ...archive.entries.filter(({ size }) => size === 0).flatMap(emptyFile),
  ];
  if (problems.length > 0) throw new PackageError(problems.join('\n'));
}

function missingPictures(archive: Archive, names: readonly string[]): string[] {
  // vsce writes it in small letters.
  const [readme] = archive.read((name) => name.toLowerCase() === 'readme.md');
  const shown = readme === undefined ? [] : picturesOf(Buffer.from(readme[1]).toString('utf8'));
  const missing = shown.filter((name) => !names.includes(name));
  return missing.map((name) => `${name}, which the README shows, is missing`);
}

/** Native files whose code is for another processor or system, whatever their names say. */
function wrongBinaries(archive: Archive, platform: string): string[] {
  return [...archive.read(isNative)].flatMap(([name, bytes]) => {
    const found = binaryPlatform(bytes);
    return found === platform ? [] : [`${name} is compiled for ${found ?? 'nothing known'}`];
  });
}

function leaksIn(archive: Archive, folders: readonly string[]): string[] {
  // Packages of others are public as they are.
  const own = archive.read((name) => !name.startsWith('node_modules/'));
  return [...own].flatMap(([name, bytes]) =>
    leaks(name, Buffer.from(bytes).toString('latin1'), folders),
  );
}

/** A home such as `/root` is a word like others; `/home/maria` is not. */
function longEnough(home: string): string[] {
  return home.split(/[\\/]/).filter(Boolean).length > 1 ? [home] : [];
}

/** A label file without objects is empty; nothing else is. */
function emptyFile({ name }: { readonly name: string }): string[] {
  return /^samples\/.*\/labels\//.test(name) ? [] : [`${name} is empty`];
}
