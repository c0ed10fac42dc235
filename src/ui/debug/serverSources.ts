import { access, chmod, cp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The sources of a server as a workspace gets them. */
export interface ShippedSources {
  /** Absolute path of the extension's folder that holds them. */
  readonly from: string;
  /** Folder of the workspace that they are written to. */
  readonly folder: string;
  /** A file that makes a folder these sources, relative to it. */
  readonly entry: string;
  /** Where a person begins to read: a request comes in. */
  readonly beginning: string;
}

/**
 * The folder in the workspace with a server's sources. Where there is none it is offered to write
 * them, once: they are the person's from then on.
 * @param root folder of the project.
 * @returns undefined when the user would rather not.
 */
export async function serverSources(
  root: string,
  shipped: ShippedSources,
): Promise<string | undefined> {
  const { folder, entry } = shipped;
  const own = join(root, folder);
  if (await exists(join(own, entry))) return own;
  if (await exists(own)) {
    throw new Error(
      vscode.l10n.t(
        '{0} exists, but has no {1}: complete it, or rename it so that the server’s sources can be written there.',
        folder,
        entry,
      ),
    );
  }
  const write = vscode.l10n.t('Write Sources');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Debugging needs the server’s sources in the workspace.'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'They are written to the folder {0} and are yours then: set breakpoints, edit, save. Only containers that are debugged run them.',
        folder,
      ),
    },
    write,
  );
  if (answer !== write) return undefined;
  await writeSources(shipped.from, own);
  const document = await vscode.workspace.openTextDocument(join(own, shipped.beginning));
  await vscode.window.showTextDocument(document, { preview: false });
  return own;
}
/** All of it or nothing. */
async function writeSources(shipped: string, target: string): Promise<void> {
  const unfinished = `${target}.${Date.now()}`;
  try {
    await cp(shipped, unfinished, { recursive: true, errorOnExist: true });
    await makeReadable(unfinished);
    await rename(unfinished, target);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    const sentence = vscode.l10n.t('The server’s sources could not be written: {0}', reason);
    throw new Error(sentence, { cause });
  }
}

/** A container's user is somebody else, to whom a strict umask would show nothing. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    else await chmod(path, 0o644);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
