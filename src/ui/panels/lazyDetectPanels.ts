import * as vscode from 'vscode';
import type { ImagePanels } from '../parts.ts';
import type { CurrentTargets } from '../target.ts';
import type { DetectPanels } from './detectPanels.ts';
import { DETECT_VIEW_TYPE } from './detectViewType.ts';

/** The detection panels of the window; their code is read when the first one opens or comes back. */
export class LazyDetectPanels
  implements ImagePanels, vscode.WebviewPanelSerializer, vscode.Disposable
{
  readonly #load: () => Promise<DetectPanels>;
  readonly #serializer: vscode.Disposable;
  #loading: Promise<DetectPanels> | undefined;
  #panels: DetectPanels | undefined;

  constructor(
    context: vscode.ExtensionContext,
    targets: CurrentTargets,
    log: vscode.LogOutputChannel,
  ) {
    this.#load = async () => {
      const { DetectPanels } = await import('./detectPanels.ts');
      this.#panels = new DetectPanels(context, targets, log);
      return this.#panels;
    };
    this.#serializer = vscode.window.registerWebviewPanelSerializer(DETECT_VIEW_TYPE, this);
  }

  async show(images: readonly vscode.Uri[]): Promise<void> {
    await (await this.#loaded()).show(images);
  }

  reveal(): boolean {
    return this.#panels?.reveal() ?? false;
  }

  /** Tells all panels that there are other targets now, or that another one was chosen. */
  refreshTargets(): void {
    this.#panels?.refreshTargets();
  }

  /** Brings a panel back after the window was reloaded; VS Code calls it. */
  async deserializeWebviewPanel(webview: vscode.WebviewPanel, state: unknown): Promise<void> {
    await (await this.#loaded()).restore(webview, state);
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panels?.dispose();
  }

  #loaded(): Promise<DetectPanels> {
    this.#loading ??= this.#load();
    return this.#loading;
  }
}
