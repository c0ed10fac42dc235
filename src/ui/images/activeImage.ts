import * as vscode from 'vscode';
import { isImageName } from './imageFiles.ts';

/** The picture in the active editor tab, if there is one. */
export function activeImage(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const shows = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
  return shows && isImageName(input.uri.path) ? input.uri : undefined;
}
