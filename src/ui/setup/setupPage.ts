import * as vscode from 'vscode';
import { ReadOnlyPages } from '../readOnlyPages.ts';

/** The end of its name makes it Markdown. */
const NAME = 'YOLO Setup.md';

let pages: ReadOnlyPages | undefined;

/** Shows a report, in place of an earlier one. */
export async function showSetup(
  { subscriptions }: vscode.ExtensionContext,
  content: string,
): Promise<void> {
  if (pages === undefined) {
    pages = new ReadOnlyPages('yolo-setup');
    subscriptions.push(pages);
  }
  const document = await pages.open(NAME, content);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', document.uri);
  } catch {
    // The built-in Markdown extension may be disabled.
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
