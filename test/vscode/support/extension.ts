import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What the suites read of the manifest. */
export interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category?: string }[];
    readonly menus?: Readonly<Record<string, readonly { command?: string; when?: string }[]>>;
    readonly keybindings?: readonly { command: string }[];
    readonly views?: Readonly<Record<string, readonly { id: string }[]>>;
  };
}

const ID = 'yolo-dock.yolo-dock';

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(ID);
  assert.ok(found, `${ID} is not among the extensions`);
  return found;
}

/** Its manifest as VS Code read it, with the strings of the language in force. */
export function manifest(): Manifest {
  return extension().packageJSON as Manifest;
}
