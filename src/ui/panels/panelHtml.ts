import * as vscode from 'vscode';
import { ENGLISH } from '../../../webview/detect/strings.ts';
import type { Snapshots } from '../../../webview/protocol.ts';
import { type WebviewCode, webviewDocument } from '../webviews/webviewDocument.ts';

/** The icon of the panel's tab. */
export function panelIcon(extension: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extension, 'media', 'icons', `detect-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

/** The document of the detection panel. */
export function panelHtml(code: WebviewCode, snapshots: Partial<Snapshots>): string {
  return webviewDocument(code, { english: ENGLISH, snapshots });
}
