import * as vscode from 'vscode';

/** A disk that is full; VS Code itself does not say so. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/** Writes a file whole or not at all: what was there before stays where that fails. */
export async function writeWhole(file: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  const partial = file.with({ path: `${file.path}.partial` });
  try {
    await fs.writeFile(partial, bytes);
    // Of a write for which a disk has not enough room, the system takes the beginning and says how
    // much that was. VS Code does not look, and reports success.
    const { size } = await fs.stat(partial);
    if (size < bytes.byteLength) throw new DiskFullError(vscode.l10n.t('The disk is full.'));
    await fs.rename(partial, file, { overwrite: true });
  } catch (error) {
    await Promise.resolve(fs.delete(partial)).catch(() => undefined);
    throw error;
  }
}
