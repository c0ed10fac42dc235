import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { ENGLISH } from '../../../webview/detect/strings.ts';

/** The panel's sentences in VS Code's language. */
function strings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ENGLISH).map(([key, sentence]) => [key, vscode.l10n.t(sentence)]),
  );
}

/** The folder that a panel may load from: the bundled scripts and styles, never the workspace. */
export function resourceRoot(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

/** The icon of the panel's tab. */
export function panelIcon(extension: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extension, 'media', 'icons', `detect-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

/** The document of the detection panel. It loads its own script and style, and nothing else. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(resourceRoot(extension), name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
  ].join('; ');
  // "<" would end the element in which the JSON stands.
  const table = JSON.stringify(strings()).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address('detect.css')}">
<title>YOLO</title>
</head>
<body>
<script type="application/json" id="strings" nonce="${nonce}">${table}</script>
<script type="module" src="${address('detect.js')}" nonce="${nonce}"></script>
</body>
</html>`;
}
