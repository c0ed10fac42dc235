import * as vscode from 'vscode';
import { pickModel } from '../models/pickModel.ts';
import type { Parts } from '../parts.ts';
import { modelArgument } from './modelArgument.ts';

/** Shows what is in a model file: one that a menu or the view means, else one that is asked for. */
export async function inspectModel(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Inspect Model');
  const model =
    modelArgument(parts, argument) ?? (await pickModel(parts, { title, runnable: false }));
  if (model !== undefined) await parts.documents.show(model);
}
