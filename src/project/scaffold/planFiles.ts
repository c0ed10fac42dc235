import type { PlannedFile } from './plan.ts';
import { stateOf } from './targetFile.ts';

/**
 * How texts would be written into a folder, without writing anything.
 * @param texts by path from the folder on, with forward slashes.
 * @throws ScaffoldError where the folder cannot take one.
 */
export async function planFiles(
  folder: string,
  texts: ReadonlyMap<string, string>,
): Promise<readonly PlannedFile[]> {
  const files: PlannedFile[] = [];
  for (const [path, text] of texts) {
    const content = { text };
    files.push({ path, content, ...(await stateOf(folder, path, content)) });
  }
  return files;
}
