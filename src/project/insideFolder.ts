import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path is that folder or below it; both absolute, links not looked at. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether what a path leads to, links followed, lies in that folder. @throws where nothing is there. */
export async function isReallyInside(folder: string, path: string): Promise<boolean> {
  const [realFolder, realPath] = await Promise.all([realpath(folder), realpath(path)]);
  return isInside(realFolder, realPath);
}
