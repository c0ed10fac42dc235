import * as vscode from 'vscode';
import { pickModel } from '../models/pickModel.ts';
import type { Parts } from '../parts.ts';
import { useModel } from './useModel.ts';

/** Asks for the model that detects from now on. */
export async function selectModel(parts: Parts): Promise<void> {
  const title = vscode.l10n.t('Select Model');
  const model = await pickModel(parts, { title, runnable: true });
  if (model !== undefined) await useModel(parts, model);
}
