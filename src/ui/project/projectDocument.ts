import { basename } from 'node:path';
import type * as vscode from 'vscode';

/** The name of the file. */
export const FILE_NAME = 'yolo.json';

/** Documents that the providers of `yolo.json` are for. */
export const PROJECT_DOCUMENTS: vscode.DocumentSelector = {
  scheme: 'file',
  pattern: `**/${FILE_NAME}`,
};

/** Whether a document is a `yolo.json` on this machine. */
export function isProjectDocument({ uri }: Pick<vscode.TextDocument, 'uri'>): boolean {
  return uri.scheme === 'file' && basename(uri.path) === FILE_NAME;
}
