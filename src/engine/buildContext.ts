import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ignore } from '@balena/dockerignore';
import { sentence } from '../text/sentence.ts';
import { EngineError } from './engineError.ts';

/** One file of a build context: its path there, with forward slashes, and where its bytes are. */
export interface ContextFile {
  readonly path: string;
  readonly source: { readonly file: string; readonly bytes: number } | { readonly content: Buffer };
  readonly executable?: boolean;
}

/** Bytes of one build context, beyond which something is surely in it by mistake. */
const MOST_BYTES = 8 * 2 ** 30;
/** Files of one build context, likewise. */
const MOST_FILES = 50_000;
/** What is ignored in a folder that says nothing: all, because it may be a whole workspace. */
const NOTHING_SAID = '*\n';

/**
 * The files of a folder that a build may see: those that its `.dockerignore` lets through, none
 * when there is no such file. Symbolic links and special files are left out, so nothing from
 * outside of the folder gets in.
 * @param dockerfile name in the folder; `<dockerfile>.dockerignore` counts before `.dockerignore`.
 * @throws EngineError when it is absurdly much.
 */
export async function contextFiles(
  folder: string,
  dockerfile: string,
  signal?: AbortSignal,
): Promise<ContextFile[]> {
  const ignore = (await dockerignore())({ ignorecase: false });
  const rules =
    (await readText(join(folder, `${dockerfile}.dockerignore`))) ??
    (await readText(join(folder, '.dockerignore'))) ??
    NOTHING_SAID;
  ignore.add(rules);
  const files: ContextFile[] = [];
  let total = 0;
  const exceptions = rules.split('\n').flatMap((line) => /^\s*!\s*(.+?)\s*$/.exec(line)?.[1] ?? []);
  const walk = async (inside: string): Promise<void> => {
    signal?.throwIfAborted();
    const entries = await readdir(join(folder, inside), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      // A folder that is ignored can hold an exception ("!"), so it is looked into nevertheless.
      if (entry.isDirectory()) {
        const kept = !ignore.ignores(path) || exceptions.some((one) => mayLetThrough(one, path));
        if (kept) await walk(path);
        continue;
      }
      if (!entry.isFile() || ignore.ignores(path)) continue;
      const file = join(folder, path);
      const { size, mode } = await lstat(file);
      total += size;
      files.push({ path, source: { file, bytes: size }, executable: (mode & 0o111) !== 0 });
      if (total > MOST_BYTES || files.length > MOST_FILES)
        throw tooMuch(folder, files.length, total);
    }
  };
  await walk('');
  return files;
}

/**
 * Whether an exception (`!…`) may let through something in an ignored folder: it names the folder,
 * something in it, something above it, or begins with a wildcard.
 */
function mayLetThrough(exception: string, folder: string): boolean {
  const fixed = exception.replace(/^\/+/, '').split(/[*?[]/, 1)[0] ?? '';
  return fixed.startsWith(`${folder}/`) || `${folder}/`.startsWith(fixed) || fixed === folder;
}

/** The package exports its function itself, which its types do not say. */
async function dockerignore(): Promise<(options: { ignorecase: boolean }) => Ignore> {
  const { default: exported } = await import('@balena/dockerignore');
  return exported as unknown as (options: { ignorecase: boolean }) => Ignore;
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function tooMuch(folder: string, files: number, bytes: number): EngineError {
  return new EngineError(
    'build',
    sentence(
      'The build context of {0} holds more than {1} files or {2} GB.',
      folder,
      files - 1,
      Math.round(bytes / 1e9),
    ),
    sentence('List in .dockerignore what the image does not need.'),
  );
}
