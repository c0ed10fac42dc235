import * as vscode from 'vscode';

/** A name in a folder that nothing has yet: `name`, `name-2`, `name-3` … */
export async function freeName(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([entry]) => entry));
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name}-${i}`;
  return vscode.Uri.joinPath(parent, free);
}

/**
 * Copies a folder to a place where nothing is. A copy that fails half-way, as on a full disk, leaves
 * nothing behind; what appears at the target meanwhile is not overwritten.
 */
export async function copyFolder(source: vscode.Uri, target: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  const parent = vscode.Uri.joinPath(target, '..');
  await fs.createDirectory(parent);
  const unfinished = vscode.Uri.joinPath(parent, `.${Date.now()}-unfinished`);
  try {
    await fs.copy(source, unfinished, { overwrite: false });
    await fs.rename(unfinished, target, { overwrite: false });
  } catch (cause) {
    await Promise.resolve(fs.delete(unfinished, { recursive: true })).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    const sentence = vscode.l10n.t('The sample workspace could not be copied: {0}', reason);
    throw new Error(sentence, { cause });
  }
}
