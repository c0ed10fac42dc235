import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isInside } from '../../../project/insideFolder.ts';
import { nearestProject } from '../nearestProject.ts';
import type { ProjectFile, ProjectFiles } from '../projectFiles.ts';

/** Where `yolo.json` stands, or is to stand. */
export interface TargetFolder {
  /** Absolute path. */
  readonly folder: string;
  /** The file that is there already. */
  readonly project?: ProjectFile;
}

/**
 * The folder for a project with these weights: that of the nearest `yolo.json` above them, else the
 * workspace folder that they are in, else the first one, or the one that the user names.
 * @returns undefined when the user cancels.
 */
export async function targetFolder(
  files: ProjectFiles,
  weights: string,
): Promise<TargetFolder | undefined> {
  const projects = await files.list();
  const above = nearestProject(projects, weights);
  if (above) return { folder: above.folder.fsPath, project: above };
  const roots = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file',
  );
  const root =
    roots.find(({ uri }) => isInside(uri.fsPath, weights)) ??
    (roots.length > 1
      ? await vscode.window.showWorkspaceFolderPick({ ignoreFocusOut: true })
      : roots[0]);
  if (root === undefined) return undefined;
  const folder = root.uri.fsPath;
  const project = projects.find((candidate) => candidate.folder.fsPath === folder);
  return project ? { folder, project } : { folder };
}

/** What a folder is called. */
export function folderName(folder: string): string {
  return basename(folder) || 'yolo';
}
