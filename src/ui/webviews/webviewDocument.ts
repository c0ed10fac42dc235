import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The bundled script and style of a webview. */
export interface WebviewCode {
  readonly script: string;
  readonly style: string;
}

/** What a webview's document brings along. */
export interface WebviewContent {
  /** Its sentences in English; they are told in VS Code's language. */
  readonly english: Readonly<Record<string, string>>;
  /** The newest snapshots, by topic. */
  readonly snapshots: object;
}

/** Reads the script and style of a webview. */
export async function readWebviewCode(extension: vscode.Uri, name: string): Promise<WebviewCode> {
  const read = async (file: string): Promise<string> => {
    const uri = vscode.Uri.joinPath(extension, 'dist', 'webview', file);
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  };
  const [script, style] = await Promise.all([read(`${name}.js`), read(`${name}.css`)]);
  return { script, style };
}

function inLanguage(english: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(english).map(([key, sentence]) => [key, vscode.l10n.t(sentence)]),
  );
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
 * The document of a webview, whole: fetching the script and the style through VS Code, and
 * asking for what there is to show, would each take longer than everything that the panel does itself.
 */
export function webviewDocument(
  { script, style }: WebviewCode,
  { english, snapshots }: WebviewContent,
): string {
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
${data('strings', inLanguage(english))}
${data('snapshots', snapshots)}
<script type="module" nonce="${nonce}">${inDocument(script)}</script>
</body>
</html>`;
}
