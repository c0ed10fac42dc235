import { isInside } from '../../project/insideFolder.ts';
import type { ProjectFile } from './projectFiles.ts';

/** The project whose folder holds a file; of several the one nearest above it. */
export function nearestProject(
  projects: readonly ProjectFile[],
  path: string,
): ProjectFile | undefined {
  return projects
    .filter(({ folder }) => isInside(folder.fsPath, path))
    .toSorted((a, b) => b.folder.path.length - a.folder.path.length)[0];
}
