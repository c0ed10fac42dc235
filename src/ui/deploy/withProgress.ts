import * as vscode from 'vscode';
import { withLink, withoutLinks } from '../messageText.ts';
import type { Watching } from './builder.ts';

/** Runs work that the user started, with a notification that tells how far it is and can cancel it. */
export async function withProgress<T>(
  title: string,
  work: (watching: Watching) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const cancel = new AbortController();
      const listening = token.onCancellationRequested(() =>
        cancel.abort(new vscode.CancellationError()),
      );
      try {
        return await work({
          signal: cancel.signal,
          onProgress: (text, link) =>
            progress.report({ message: link ? withLink(text, link) : withoutLinks(text) }),
        });
      } finally {
        listening.dispose();
      }
    },
  );
}
