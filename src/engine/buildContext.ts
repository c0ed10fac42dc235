import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sentence } from '../text/sentence.ts';
import { EngineError } from './engineError.ts';
import { ignoreRules } from './ignoreRules.ts';
import { readOwnFile, unreadable } from './ownFile.ts';

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

/** Milliseconds after which others get a turn. */
const TURN_MS = 20;

/**
 * The files of a folder that a build may see: those that its `.dockerignore` lets through, none
 * when there is no such file. Symbolic links and special files are left out, so nothing from
 * outside of the folder gets in.
 * @param dockerfile name in the folder; `<dockerfile>.dockerignore` counts before `.dockerignore`.
 * @throws EngineError when it is absurdly much, or cannot be read.
 */
export async function contextFiles(
  folder: string,
  dockerfile: string,
  signal?: AbortSignal,
): Promise<ContextFile[]> {
  const said =
    (await readOwnFile(folder, `${dockerfile}.dockerignore`, signal)) ??
    (await readOwnFile(folder, '.dockerignore', signal)) ??
    NOTHING_SAID;
  const rules = ignoreRules(said);
  const files: ContextFile[] = [];
  let total = 0;
  let turn = performance.now();
  const walk = async (inside: string, wanted: boolean): Promise<void> => {
    const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(
      (error: unknown) => {
        if (wanted) throw unreadable(join(folder, inside), error);
        return [];
      },
    );
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
      signal?.throwIfAborted();
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      const seen = !rules.ignores(path);
      // A folder that is ignored can hold an exception ("!"), so it is looked into nevertheless.
      if (entry.isDirectory()) {
        const looked = seen || rules.exceptions.some((one) => mayLetThrough(one, path));
        if (looked) await walk(path, seen);
        continue;
      }
      if (!entry.isFile() || !seen) continue;
      const file = join(folder, path);
      const { size, mode } = await lstat(file);
      total += size;
      files.push({ path, source: { file, bytes: size }, executable: (mode & 0o111) !== 0 });
      if (total > MOST_BYTES || files.length > MOST_FILES)
        throw tooMuch(folder, files.length, total);
    }
  };
  signal?.throwIfAborted();
  await walk('', true);
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
