import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { markdownText } from '../models/markdownText.ts';
import { engineSettings } from '../settings.ts';

/**
 * The status bar item that names the engine where the settings name another one than Docker itself
 * would take: what is done there is done on another machine.
 */
export class EngineStatus implements vscode.Disposable {
  readonly #parts = new Disposables();
  #item: vscode.StatusBarItem | undefined;

  constructor() {
    this.#parts.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('yolo.engine')) this.#update();
      }),
    );
    this.#update();
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #update(): void {
    const { host, context } = engineSettings();
    const name = host === '' ? context : host;
    if (name === '') {
      this.#item?.hide();
      return;
    }
    this.#item ??= this.#parts.add(newItem());
    this.#item.text = `$(server-environment) ${shortened(name)}`;
    const subject = vscode.l10n.t('Docker Engine of YOLO Dock');
    this.#item.tooltip = new vscode.MarkdownString(`${subject}: ${markdownText(name)}`);
    this.#item.accessibilityInformation = { label: `${subject}: ${name}` };
    this.#item.show();
  }
}

/** Characters of a name that the status bar has room for. */
const MOST = 24;

/** The end of a long address tells more than its beginning. It is plain text: no icons. */
function shortened(name: string): string {
  const plain = name.replace(/^\w+:\/\//, '').replaceAll('$(', '$ (');
  return plain.length > MOST ? `…${plain.slice(1 - MOST)}` : plain;
}

function newItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('yolo.engine', vscode.StatusBarAlignment.Right);
  item.name = vscode.l10n.t('Docker Engine of YOLO Dock');
  item.command = 'yolo.chooseContext';
  return item;
}
