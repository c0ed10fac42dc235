import { access, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The results cannot be written where they should be. */
export class WriteError extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
  EDQUOT: 'there is no space left',
  ENOTDIR: 'a file is in the way',
  ENOENT: 'no folder can be made there',
};

/**
 * Makes the folder for the results, before any work is done for them.
 * @throws WriteError with one sentence when that or writing into it is impossible.
 */
export async function prepareOutput(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explained(folder, error);
  }
}

/**
 * Runs `work`, which writes results.
 * @throws WriteError with one sentence when writing fails; what else `work` throws.
 */
export async function writing(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    // libvips reports all that goes wrong with a file as text.
    const cause = /unable to (?:open for )?write/.test(message)
      ? await reasonOf(folder)
      : undefined;
    if (cause === undefined && REASONS[code] === undefined) throw error;
    throw explained(folder, cause ?? error);
  }
}

/** The error that writing a file of our own into the folder gives. */
async function reasonOf(folder: string): Promise<unknown> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await writeFile(probe, Buffer.alloc(4096));
    return new Error('a file of the results could not be written');
  } catch (error) {
    return error;
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** Makes a folder and those above it. One at a time: in a folder of the kernel's, such as /proc,
 * Node's own recursive way never ends. */
async function makeFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there?.isDirectory()) return;
  if (there) throw Object.assign(new Error('it is a file'), { code: 'ENOTDIR' });
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above);
  await mkdir(folder);
}

function explained(what: string, error: unknown): WriteError {
  if (error instanceof WriteError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code] ?? message.split('\n', 1)[0];
  return new WriteError(
    `Nothing can be written to ${what}: ${reason}. Name another folder with --out.`,
    { cause: error },
  );
}
