import * as vscode from 'vscode';
import { copyFolder, freeName } from '../samples/copyFolder.ts';

/** What the copy is called in a folder of the user's. */
const NAME = 'yolo-parts';

/** Copies the sample workspace to where the user wants it and opens the copy. */
export async function openSampleWorkspace(context: vscode.ExtensionContext): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, 'samples', 'parts');
  const target = await askForTarget(context);
  if (target === undefined) return;
  if (!(await exists(target))) {
    const progress = {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t('Copying the sample workspace…'),
    };
    await vscode.window.withProgress(progress, () => copyFolder(source, target));
  }
  // What is open stays open.
  const forceNewWindow = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  await vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow });
}

async function askForTarget(context: vscode.ExtensionContext): Promise<vscode.Uri | undefined> {
  const own = vscode.Uri.joinPath(context.globalStorageUri, 'samples', NAME);
  const here = {
    label: vscode.l10n.t('Try it out'),
    iconPath: new vscode.ThemeIcon('rocket'),
    detail: vscode.l10n.t('A copy in the extension’s own folder; your changes there are kept.'),
  };
  const elsewhere = {
    label: vscode.l10n.t('Choose a folder…'),
    iconPath: new vscode.ThemeIcon('folder'),
    detail: vscode.l10n.t('A new folder is made in it; nothing is overwritten.'),
  };
  const picked = await vscode.window.showQuickPick([here, elsewhere], {
    title: vscode.l10n.t('Open Sample Workspace'),
    placeHolder: vscode.l10n.t('Where should the sample workspace go?'),
  });
  if (picked === undefined) return undefined;
  if (picked === here) return own;
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Folder for the Sample Workspace'),
    openLabel: vscode.l10n.t('Copy Here'),
  });
  const [parent] = folders ?? [];
  return parent && freeName(parent, NAME);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
