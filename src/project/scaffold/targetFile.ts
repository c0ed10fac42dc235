import { createReadStream } from 'node:fs';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { sentence } from '../../text/sentence.ts';
import { isInside } from '../insideFolder.ts';
import { shown } from '../shown.ts';
import type { Content } from './content.ts';
import { ScaffoldError } from './scaffoldError.ts';

/** How a file that is to be written stands to what is there: nothing, the same, something else. */
export type FileState = 'new' | 'same' | 'exists';

/** Larger files are compared, but not shown and not held in memory. */
const LARGEST_TEXT = 2 ** 20;

/**
 * The absolute path of a file to write.
 * @throws ScaffoldError where it would lie outside of the folder, links followed, or where something
 *   stands that is no plain file: a link is not written through.
 */
export async function targetOf(folder: string, path: string): Promise<string> {
  const target = join(folder, path);
  const outside = sentence('{0} would lie outside of the folder; nothing is written.', shown(path));
  if (isAbsolute(path) || path.split(/[\\/]/).includes('..') || !isInside(folder, target)) {
    throw new ScaffoldError('outside', outside);
  }
  const root = await realpath(folder);
  const parent = await nearestFolder(dirname(target));
  if (!isInside(root, parent)) throw new ScaffoldError('outside', outside);
  const found = await lstat(target).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    throw new ScaffoldError(
      'not-a-file',
      sentence('{0} is a folder or a link, which is not written over; move it away.', shown(path)),
    );
  }
  return target;
}

/** The real path of the deepest folder on the way that exists. */
async function nearestFolder(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined);
    if (real !== undefined) return real;
    if (dirname(at) === at) return at;
  }
}

/** How content stands to what is at a path, with the text there where it can be shown. */
export async function stateOf(
  folder: string,
  path: string,
  content: Content,
): Promise<{ readonly state: FileState; readonly before?: string }> {
  const target = await targetOf(folder, path);
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return { state: 'new' };
  if ('copyOf' in content) {
    return { state: (await isSameFile(content.copyOf, target)) ? 'same' : 'exists' };
  }
  if (found.size > LARGEST_TEXT) return { state: 'exists' };
  const before = await readFile(target, 'utf8');
  return { state: before === content.text ? 'same' : 'exists', before };
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([lstat(one), lstat(other)]);
  if (a.size !== b.size) return false;
  const chunks = createReadStream(other)[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(one) as AsyncIterable<Buffer>) {
    while (rest.length < chunk.length) {
      const { value, done } = await chunks.next();
      if (done) return false;
      rest = Buffer.concat([rest, value as Buffer]);
    }
    if (!rest.subarray(0, chunk.length).equals(chunk)) return false;
    rest = rest.subarray(chunk.length);
  }
  return true;
}
