import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { ENGLISH } from '../../../webview/detect/strings.ts';
import type { Snapshots } from '../../../webview/protocol.ts';

/** The bundled script and style of the panel. */
export interface PanelCode {
  readonly script: string;
  readonly style: string;
}

/** Reads the panel's script and style. */
export async function readPanelCode(extension: vscode.Uri): Promise<PanelCode> {
  const read = async (name: string): Promise<string> => {
    const uri = vscode.Uri.joinPath(extension, 'dist', 'webview', name);
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  };
  const [script, style] = await Promise.all([read('detect.js'), read('detect.css')]);
  return { script, style };
}

/** The panel's sentences in VS Code's language. */
function strings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ENGLISH).map(([key, sentence]) => [key, vscode.l10n.t(sentence)]),
  );
}

/** The icon of the panel's tab. */
export function panelIcon(extension: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extension, 'media', 'icons', `detect-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

/** Data in a document. "<" would end the element in which the JSON stands. */
function data(id: string, value: unknown): string {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="${id}">${json}</script>`;
}

/** A script as it may stand in a document: these two would end it early, and come only in texts. */
function inDocument(script: string): string {
  return script.replaceAll('<!--', '\\x3C!--').replaceAll(/<(?=\/script)/gi, '\\x3C');
}

/**
 * The document of the detection panel, whole: fetching the script and the style through VS Code, and
 * asking for what there is to show, would each take longer than everything that the panel does itself.
 */
export function panelHtml({ script, style }: PanelCode, snapshots: Partial<Snapshots>): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${nonce}">${style}</style>
<title>YOLO</title>
</head>
<body>
${data('strings', strings())}
${data('snapshots', snapshots)}
<script type="module" nonce="${nonce}">${inDocument(script)}</script>
</body>
</html>`;
}
