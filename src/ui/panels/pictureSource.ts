import * as vscode from 'vscode';
import type { PictureSource } from '../../../webview/protocol.ts';

/** The last part of a path. */
export function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The folder of a file. */
export function parentOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.Directory) !== 0;
  } catch {
    // What cannot be looked at is shown as a picture, whose error says why.
    return false;
  }
}

/**
 * What to list for chosen files and folders: a single picture brings its neighbours along, for
 * leafing; several are a selection of their own.
 */
export async function sourceOf(uris: readonly vscode.Uri[]): Promise<PictureSource> {
  const pictures: string[] = [];
  const folders: string[] = [];
  const kinds = await Promise.all(uris.map(isFolder));
  for (const [i, uri] of uris.entries()) (kinds[i] ? folders : pictures).push(uri.toString());
  const [only] = uris;
  const single = only !== undefined && uris.length === 1 && pictures.length === 1;
  return { pictures, folders, siblingsOf: single ? parentOf(only).toString() : null };
}
