import * as vscode from 'vscode';
import { activeImage } from '../images/activeImage.ts';
import { IMAGE_EXTENSIONS, isImageName } from '../images/imageFiles.ts';
import type { Parts } from '../parts.ts';

/**
 * Shows what the current model sees in pictures.
 *
 * @param uri what a menu was opened on: a picture or a folder. Without it, the picture in the active
 *   editor, or else one that is asked for.
 * @param selection everything that is selected in the explorer.
 */
export async function detectObjects(parts: Parts, uri: unknown, selection: unknown): Promise<void> {
  const chosen = await chosenFiles(uri, selection);
  if (chosen === undefined) return;
  const shown = await readable(chosen);
  if (shown.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There is no picture to look at: JPEG, PNG, WebP, GIF, TIFF and AVIF files can be read.',
      ),
    );
    return;
  }
  await rememberFirstUse(parts);
  await parts.panels.show(shown);
}

async function chosenFiles(
  uri: unknown,
  selection: unknown,
): Promise<readonly vscode.Uri[] | undefined> {
  const selected = Array.isArray(selection)
    ? selection.filter((item) => item instanceof vscode.Uri)
    : [];
  if (selected.length > 0) return selected;
  const one = uri instanceof vscode.Uri ? uri : activeImage();
  if (one !== undefined) return [one];
  return vscode.window.showOpenDialog({
    canSelectMany: true,
    title: vscode.l10n.t('Pictures to Detect Objects In'),
    openLabel: vscode.l10n.t('Detect Objects'),
    filters: { [vscode.l10n.t('Pictures')]: IMAGE_EXTENSIONS },
  });
}

/** Folders, and the files that are pictures by their names: a selection may hold others too. */
async function readable(files: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const kept = await Promise.all(
    files.map(async (uri) => isImageName(uri.path) || (await isFolder(uri))),
  );
  return files.filter((_, i) => kept[i]);
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

/** From its first use on, the model that was taken by itself is the current one. */
async function rememberFirstUse({ memory, targets }: Parts): Promise<void> {
  if (memory.ids.length > 0) return;
  const target = await targets.current();
  if (target !== undefined) await memory.choose(target.id);
}
