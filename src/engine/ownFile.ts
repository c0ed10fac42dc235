import { open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { sentence } from '../text/sentence.ts';
import { EngineError } from './engineError.ts';

/** Bytes of a Dockerfile or of a list of what is ignored; longer ones are no such files. */
const MOST_BYTES = 256 * 2 ** 10;

/**
 * The text of a file that a build is told by: a Dockerfile, or what is ignored.
 * @returns undefined where there is none.
 * @throws EngineError where it is no file, is huge, or a link out of the folder.
 */
export async function readOwnFile(
  folder: string,
  name: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  signal?.throwIfAborted();
  const path = join(folder, name);
  try {
    const found = await stat(path);
    const [root, real] = await Promise.all([realpath(folder), realpath(path)]);
    if (!real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) {
      throw refused(
        sentence('{0} is a link that leads out of its folder, and is not used.', path),
        sentence('Put the file itself there.'),
      );
    }
    if (!found.isFile()) {
      const fix = sentence('Rename or remove what is there.');
      throw refused(sentence('{0} is not a file.', path), fix);
    }
    if (found.size > MOST_BYTES) {
      const most = MOST_BYTES / 2 ** 10;
      throw refused(sentence('{0} is longer than {1} kB.', path, most), sentence('Shorten it.'));
    }
    const file = await open(real);
    try {
      return await file.readFile({ encoding: 'utf8', ...(signal && { signal }) });
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw error instanceof EngineError ? error : unreadable(path, error);
  }
}

/** What is there but may not be read. */
export function unreadable(path: string, error: unknown): EngineError {
  return new EngineError(
    'build',
    sentence(
      '{0} cannot be read: {1}',
      path,
      (error as NodeJS.ErrnoException).code ?? String(error),
    ),
    sentence('Give yourself the right to read it, or list it in .dockerignore.'),
    { cause: error },
  );
}

function refused(what: ReturnType<typeof sentence>, fix: ReturnType<typeof sentence>): EngineError {
  return new EngineError('build', what, fix);
}
