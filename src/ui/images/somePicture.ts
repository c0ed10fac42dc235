import * as vscode from 'vscode';
import { activeImage } from './activeImage.ts';
import { IMAGE_EXTENSIONS } from './imageFiles.ts';

const ELSEWHERE = '**/{node_modules,.git,site-packages,__pycache__}/**';

/** A picture to try something with: the one in the active editor, else one of the workspace. */
export async function somePicture(): Promise<vscode.Uri | undefined> {
  return activeImage() ?? (await workspacePictures(1))[0];
}

/** Pictures of the workspace, sorted by path; at most that many. */
export async function workspacePictures(most: number): Promise<readonly vscode.Uri[]> {
  const pattern = `**/*.{${IMAGE_EXTENSIONS.join(',')}}`;
  const found = await vscode.workspace.findFiles(pattern, ELSEWHERE, most);
  return found.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}
