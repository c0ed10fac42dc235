import * as vscode from 'vscode';
import { byName, isImageName } from './imageFiles.ts';

/** More than a folder of a dataset holds; a bound on time and memory for the home folder. */
const MOST_IMAGES = 20_000;
const DEEPEST = 8;
const SKIPPED = new Set(['node_modules', '__pycache__']);

/**
 * The pictures that a selection means: files as they are, folders by their pictures, nested ones
 * included, in the order of an explorer. Works on every file system that VS Code knows.
 */
export async function findImages(
  selection: readonly vscode.Uri[],
  token: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const images = new Map<string, vscode.Uri>();
  for (const uri of selection) {
    if (await isFolder(uri)) await addFolder(uri, 0, images, token);
    else if (isImageName(uri.path)) images.set(uri.toString(), uri);
  }
  return [...images.values()];
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    // A picture of an editor may be gone from the disk; whoever reads it says so.
    return false;
  }
}

async function addFolder(
  folder: vscode.Uri,
  depth: number,
  images: Map<string, vscode.Uri>,
  token: vscode.CancellationToken,
): Promise<void> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  entries.sort(([a], [b]) => byName(a, b));
  for (const [name, type] of entries) {
    if (images.size >= MOST_IMAGES || token.isCancellationRequested) return;
    if ((type & vscode.FileType.Directory) !== 0 || !isImageName(name)) continue;
    const uri = vscode.Uri.joinPath(folder, name);
    images.set(uri.toString(), uri);
  }
  if (depth >= DEEPEST) return;
  for (const [name, type] of entries) {
    // Links to folders are not followed: they may lead in a circle.
    if (type !== vscode.FileType.Directory || name.startsWith('.') || SKIPPED.has(name)) continue;
    await addFolder(vscode.Uri.joinPath(folder, name), depth + 1, images, token);
  }
}
