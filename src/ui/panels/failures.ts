import * as vscode from 'vscode';
import type { Action, Failure } from '../../../webview/protocol.ts';
import { ContractError } from '../../contract/contractError.ts';
import { translated } from '../translation/translated.ts';

/** A failure of the panel's own, with what a person can do about it. */
export class PanelError extends Error {
  readonly code: string;
  readonly actions: readonly Action[];

  constructor(code: string, message: string, actions: readonly Action[], options?: ErrorOptions) {
    super(message, options);
    this.name = 'PanelError';
    this.code = code;
    this.actions = actions;
  }
}

/** Codes of the contract that speak about the picture, not about the server. */
const OF_THE_PICTURE: ReadonlySet<string> = new Set([
  'not_an_image',
  'unsupported_type',
  'too_large',
  'too_many_pixels',
]);

/** Whether other pictures may still succeed after this failure. */
export function concernsPictureOnly({ code }: Failure): boolean {
  return OF_THE_PICTURE.has(code) || ['file', 'inference_failed', 'timeout'].includes(code);
}

function actionsOf(code: string): readonly Action[] {
  if (OF_THE_PICTURE.has(code)) return ['openPicture'];
  if (code === 'model_failed') return ['selectModel', 'showLog'];
  return ['retry', 'showLog'];
}

/** What a person reads about a failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof PanelError) {
    return { code: error.code, message: error.message, actions: error.actions };
  }
  if (error instanceof ContractError) {
    const message = translated(error.message);
    return { code: error.code, message, actions: actionsOf(error.code) };
  }
  if (error instanceof vscode.FileSystemError) {
    const { t } = vscode.l10n;
    const message =
      error.code === 'FileNotFound'
        ? t('The file is no longer there.')
        : t('The file cannot be read or written: {0}', error.message);
    return { code: 'file', message, actions: ['retry'] };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'unknown', message, actions: ['retry', 'selectModel', 'showLog'] };
}
