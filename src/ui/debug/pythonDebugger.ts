import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** VS Code's Python Debugger, whose debugpy goes into the container as well. */
const EXTENSION = 'ms-python.debugpy';

/**
 * The folder with the package `debugpy` of VS Code's Python Debugger: both ends are then of one
 * version, and images need none.
 * @returns undefined where it is not installed, after saying so.
 */
export async function pythonDebugger(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension(EXTENSION);
  if (extension === undefined) {
    const show = vscode.l10n.t('Show Extension');
    const answer = await vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Debugging a Python server needs the extension Python Debugger ({0}), which is not installed: install it and try again.',
        EXTENSION,
      ),
      show,
    );
    if (answer === show) await vscode.commands.executeCommand('extension.open', EXTENSION);
    return undefined;
  }
  const libraries = join(extension.extensionPath, 'bundled', 'libs');
  await access(join(libraries, 'debugpy', '__main__.py')).catch((cause: unknown) => {
    throw new Error(
      vscode.l10n.t('The extension Python Debugger has no debugpy in {0}.', libraries),
      { cause },
    );
  });
  return libraries;
}
