import * as vscode from 'vscode';

/** Makes the parts and wires them; everything heavy is made on first use. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('YOLO Dock', { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('yolo.showLog', () => log.show()),
  );
}
