import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';

/** Clicks on one item that are this close together are a double click. */
const DOUBLE_CLICK_MS = 500;

/** Trees report single clicks only; this finds the double ones, which inspect a model. */
export class ModelClicks {
  readonly #parts: Parts;
  #last: { readonly uri: string; readonly at: number } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async click(model: unknown): Promise<void> {
    if (!(model instanceof vscode.Uri)) return;
    const uri = model.toString();
    const at = performance.now();
    const double = this.#last?.uri === uri && at - this.#last.at < DOUBLE_CLICK_MS;
    this.#last = double ? undefined : { uri, at };
    if (!double && !opensOnDoubleClick()) return;
    const { inspectModel } = await import('./inspectModel.ts');
    await inspectModel(this.#parts, model);
  }
}

/** With this setting of VS Code's, trees run their command on a double click only. */
function opensOnDoubleClick(): boolean {
  return vscode.workspace.getConfiguration('workbench.list').get('openMode') === 'doubleClick';
}
