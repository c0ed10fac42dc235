import * as vscode from 'vscode';
import { ReadOnlyPages } from '../readOnlyPages.ts';

let logs: ReadOnlyPages | undefined;

/** Shows the last lines of a container that is gone, in place of those of an earlier failure. */
export async function showFailedLog(
  { subscriptions }: vscode.ExtensionContext,
  subject: string,
  lines: readonly string[],
): Promise<void> {
  if (logs === undefined) {
    logs = new ReadOnlyPages('yolo-failed');
    subscriptions.push(logs);
  }
  const document = await logs.open(`${subject}.log`, `${lines.join('\n')}\n`);
  await vscode.window.showTextDocument(document, { preview: true });
}
