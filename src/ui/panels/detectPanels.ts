import { join } from 'node:path';
import * as vscode from 'vscode';
import type { PictureSource, SavedState } from '../../../webview/protocol.ts';
import { PictureConverter } from '../../deployment/local/pictureConverter.ts';
import type { CurrentTargets } from '../target.ts';
import { readWebviewCode, type WebviewCode } from '../webviews/webviewDocument.ts';
import { Detector } from './detector.ts';
import { DetectPanel } from './detectPanel.ts';
import { DETECT_VIEW_TYPE } from './detectViewType.ts';
import { forgetOldDrops } from './droppedPictures.ts';
import type { PanelParts } from './panelParts.ts';
import { sourceOf } from './pictureSource.ts';
import { TargetItems } from './targetItems.ts';

const NOTHING: PictureSource = { pictures: [], folders: [], siblingsOf: null };

/** All detection panels of the window. */
export class DetectPanels implements vscode.Disposable {
  readonly #parts: PanelParts;
  /** The one that was used last comes last. */
  readonly #panels = new Set<DetectPanel>();

  constructor(
    context: vscode.ExtensionContext,
    targets: CurrentTargets,
    log: vscode.LogOutputChannel,
  ) {
    const storage = context.globalStorageUri;
    const detector = new Detector(targets);
    const { extensionUri: extension } = context;
    let code: Promise<WebviewCode> | undefined;
    const targetItems = new TargetItems(targets);
    const converter = new PictureConverter(join(extension.fsPath, 'dist', 'server.js'));
    const parts = { extension, storage, targets, targetItems, detector, converter, log };
    this.#parts = { ...parts, code: () => (code ??= readWebviewCode(extension, 'detect')) };
  }

  /**
   * Shows pictures, or all below folders, with what the target finds in them. A panel that already
   * lists them is used again; without any, an empty panel invites to drop some.
   */
  async show(images: readonly vscode.Uri[]): Promise<void> {
    const source = await sourceOf(images);
    const picture = source.pictures[0] ?? null;
    for (const panel of [...this.#panels].reverse()) {
      if (!lists(panel, source)) continue;
      panel.reveal();
      if (picture === null || !panel.pictures.has(picture)) void panel.listAgain();
      if (picture !== null) panel.show(picture);
      return;
    }
    const column = vscode.ViewColumn.Active;
    const webview = vscode.window.createWebviewPanel(DETECT_VIEW_TYPE, 'YOLO', column);
    const panel = this.#add(webview);
    const opened = panel.open(source, picture);
    void this.#getAhead(panel, picture);
    await opened;
    void forgetOldDrops(this.#parts.storage);
  }

  /** Brings the panel that was used last to the front; false when there is none. */
  reveal(): boolean {
    const newest = [...this.#panels].at(-1);
    newest?.reveal();
    return newest !== undefined;
  }

  /** Tells all panels that there are other targets now, or that another one was chosen. */
  refreshTargets(): void {
    this.#parts.targetItems.forget();
    for (const panel of this.#panels) void panel.tellTargets();
  }

  /** Brings a panel back after the window was reloaded. */
  async restore(webview: vscode.WebviewPanel, state: unknown): Promise<void> {
    void this.#warmUp(targetIn(state));
    await this.#add(webview).open(sourceIn(state), null);
  }

  dispose(): void {
    for (const panel of this.#panels) panel.dispose();
    this.#parts.converter.dispose();
  }

  /** Answers what a new webview will ask first, while it loads: each takes most of a second. */
  async #getAhead(panel: DetectPanel, picture: string | null): Promise<void> {
    if (picture === null) return this.#warmUp(null);
    panel.lookAt(vscode.Uri.parse(picture));
    panel.answerAhead('picture', { picture });
    try {
      const [target] = await this.#parts.targets.list();
      if (target)
        panel.answerAhead('detect', { picture, target: target.id, iou: null, fresh: false });
    } catch {
      // The webview's own question meets the same failure and tells it.
    }
  }

  /** Starts the server while the webview loads. */
  async #warmUp(id: string | null): Promise<void> {
    const { targets } = this.#parts;
    try {
      const target = id === null ? (await targets.list())[0] : await targets.find(id);
      await target?.connect();
    } catch {
      // The webview's own question meets the same failure and tells it.
    }
  }

  #add(webview: vscode.WebviewPanel): DetectPanel {
    const panel = new DetectPanel(webview, this.#parts);
    this.#panels.add(panel);
    panel.onDidDispose(() => {
      this.#panels.delete(panel);
      panel.dispose();
    });
    webview.onDidChangeViewState(() => {
      if (!webview.active) return;
      this.#panels.delete(panel);
      this.#panels.add(panel);
    });
    return panel;
  }
}

/** Whether a panel already lists what is asked for. */
function lists(panel: DetectPanel, source: PictureSource): boolean {
  const { pictures, folders, siblingsOf } = panel.pictures.source;
  if (source.siblingsOf !== null) {
    return panel.pictures.has(source.pictures[0] ?? '') || siblingsOf === source.siblingsOf;
  }
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((uri) => b.includes(uri));
  return same(pictures, source.pictures) && same(folders, source.folders);
}

/** The target in a saved state. */
function targetIn(state: unknown): string | null {
  const { target } = (state ?? {}) as Partial<SavedState>;
  return typeof target === 'string' ? target : null;
}

/** The source in a saved state, which an older version may have written. */
function sourceIn(state: unknown): PictureSource {
  const { source } = (state ?? {}) as Partial<SavedState>;
  if (!source) return NOTHING;
  const strings = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  const siblingsOf = typeof source.siblingsOf === 'string' ? source.siblingsOf : null;
  return { pictures: strings(source.pictures), folders: strings(source.folders), siblingsOf };
}
