import * as vscode from 'vscode';
import { parseYoloJson } from '../../project/parseYoloJson.ts';
import { sentenceText } from '../sentenceText.ts';

/** Quick fixes for the problems of a `yolo.json`. */
export function projectFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const at = (offset: number): vscode.Position => document.positionAt(offset);
  return parseYoloJson(document.getText()).problems.flatMap((problem) => {
    const { fix, code, offset, length } = problem;
    if (fix === undefined) return [];
    const where = new vscode.Range(at(offset), at(offset + length));
    if (where.intersection(range) === undefined) return [];
    const action = new vscode.CodeAction(sentenceText(fix.title), vscode.CodeActionKind.QuickFix);
    const edited = new vscode.Range(at(fix.offset), at(fix.offset + fix.length));
    action.edit = new vscode.WorkspaceEdit();
    action.edit.replace(document.uri, edited, fix.text);
    action.diagnostics = context.diagnostics.filter(
      (diagnostic) => diagnostic.code === code && diagnostic.range.isEqual(where),
    );
    action.isPreferred = true;
    return [action];
  });
}
