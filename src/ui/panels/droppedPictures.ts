import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isImageName } from '../images/imageFiles.ts';
import { PanelError } from './failures.ts';
import { writeWhole } from './writeWhole.ts';

const KEEP_MS = 7 * 24 * 3600 * 1000;

/** A name without anything that could leave its folder. */
function plainName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._ ()-]/gu, '_').replace(/^\.+/, '');
  return plain === '' ? 'picture.png' : plain.slice(-120);
}

/**
 * Keeps a picture that was dropped or pasted as a file of the extension's own: from then on it is a
 * picture like any other, which survives a reload and can be run over.
 */
export async function keepDropped(
  storage: vscode.Uri,
  name: string,
  bytes: Uint8Array,
): Promise<vscode.Uri> {
  if (!isImageName(name)) {
    const message = vscode.l10n.t('{0} is not a picture of a format that can be opened.', name);
    throw new PanelError('unsupported_type', message, []);
  }
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const uri = vscode.Uri.joinPath(storage, 'dropped', hash, plainName(name));
  await writeWhole(uri, bytes);
  return uri;
}

/** Removes what was dropped more than a week ago. */
export async function forgetOldDrops(storage: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(storage, 'dropped');
  try {
    for (const [name] of await vscode.workspace.fs.readDirectory(folder)) {
      const uri = vscode.Uri.joinPath(folder, name);
      const { mtime } = await vscode.workspace.fs.stat(uri);
      if (Date.now() - mtime > KEEP_MS) await vscode.workspace.fs.delete(uri, { recursive: true });
    }
  } catch {
    // Nothing was ever dropped.
  }
}
