import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import type { WorkspaceModels } from '../models/workspaceModels.ts';
import { PROJECT_DOCUMENTS } from './projectDocument.ts';

/** Registers what the editor offers in a `yolo.json`: completions and quick fixes. */
export function registerProjectProviders(models: WorkspaceModels): vscode.Disposable {
  const { languages, CodeActionKind } = vscode;
  const completions: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, position) => {
      const { projectCompletions } = await import('./projectCompletions.ts');
      return projectCompletions(models, document, position);
    },
  };
  const fixes: vscode.CodeActionProvider = {
    provideCodeActions: async (document, range, context) => {
      const { projectFixes } = await import('./projectFixes.ts');
      return projectFixes(document, range, context);
    },
  };
  const registered = new Disposables();
  registered.add(
    languages.registerCompletionItemProvider(PROJECT_DOCUMENTS, completions, '"', '/'),
  );
  registered.add(
    languages.registerCodeActionsProvider(PROJECT_DOCUMENTS, fixes, {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    }),
  );
  return registered;
}
