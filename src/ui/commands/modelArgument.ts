import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';

/** What the keybinding in the Models view passes, since it cannot pass an element. */
const SELECTION = 'selection';

/** The model file that a menu, a view or a keybinding means; undefined when none was given. */
export function modelArgument(parts: Parts, argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  return argument === SELECTION ? parts.selectedModel() : undefined;
}
