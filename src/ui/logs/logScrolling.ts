import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { LOG_SCHEME } from './logUri.ts';

/** Lines from the end within which a reader counts as being at the end. */
const NEAR_END = 2;

/**
 * Keeps the newest lines of logs in sight, except in editors whose reader has scrolled up, until
 * they return to the end.
 */
export class LogScrolling implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #tops = new WeakMap<vscode.TextEditor, number>();
  readonly #away = new WeakSet<vscode.TextEditor>();

  constructor() {
    this.#parts.add(
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
        if (textEditor.document.uri.scheme === LOG_SCHEME) this.#seen(textEditor, visibleRanges);
      }),
    );
    this.#parts.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === LOG_SCHEME) this.#follow(document);
      }),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #seen(editor: vscode.TextEditor, visible: readonly vscode.Range[]): void {
    const top = visible[0]?.start.line ?? 0;
    const bottom = visible.at(-1)?.end.line ?? 0;
    // New lines below move the end away too: only going up is a reader's own doing.
    if (bottom >= editor.document.lineCount - NEAR_END) this.#away.delete(editor);
    else if (top < (this.#tops.get(editor) ?? 0)) this.#away.add(editor);
    this.#tops.set(editor, top);
  }

  #follow(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document && !this.#away.has(editor)) revealEnd(editor);
    }
  }
}

/** Scrolls to the newest line. */
export function revealEnd(editor: vscode.TextEditor): void {
  const end = new vscode.Position(Math.max(0, editor.document.lineCount - 1), 0);
  editor.revealRange(new vscode.Range(end, end));
}
