import * as vscode from 'vscode';
import { PanelError } from './failures.ts';
import { baseName } from './pictureSource.ts';

/** Larger files are no photographs, and would fill the memory of three processes. */
const LARGEST_BYTES = 256 * 2 ** 20;

/** State of a file on disk, to tell whether an answer is still about it. */
export async function fileVersion(picture: vscode.Uri): Promise<string> {
  const { mtime, size } = await vscode.workspace.fs.stat(picture);
  if (size > LARGEST_BYTES) {
    const mebibytes = Math.round(size / 2 ** 20);
    const message = vscode.l10n.t(
      '{0} has {1} MiB; pictures of up to 256 MiB can be opened.',
      baseName(picture),
      mebibytes,
    );
    throw new PanelError('too_large', message, []);
  }
  return `${mtime}:${size}`;
}

/** The bytes of a picture, in an array of their own. */
export async function readPicture(picture: vscode.Uri): Promise<Uint8Array<ArrayBuffer>> {
  await fileVersion(picture);
  const bytes = await vscode.workspace.fs.readFile(picture);
  // VS Code passes an array's whole buffer to a webview, and knows only plain arrays.
  return new Uint8Array(bytes);
}
