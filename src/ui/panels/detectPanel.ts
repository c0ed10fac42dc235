import type * as vscode from 'vscode';
import type { PictureSource } from '../../../webview/protocol.ts';
import { failureOf } from './failures.ts';
import { HostChannel } from './hostChannel.ts';
import { panelHtml, panelIcon, resourceRoot } from './panelHtml.ts';
import type { PanelActions, PanelParts } from './panelParts.ts';
import { panelRequests } from './panelRequests.ts';
import { PictureList } from './pictureList.ts';
import { baseName } from './pictureSource.ts';
import { PictureWatcher } from './pictureWatcher.ts';
import { RunControl } from './runControl.ts';

/** One detection panel: a webview, its list of pictures, and what it asks for. */
export class DetectPanel implements PanelActions, vscode.Disposable {
  readonly pictures: PictureList;
  readonly run: RunControl;
  readonly parts: PanelParts;
  readonly #panel: vscode.WebviewPanel;
  readonly #channel: HostChannel;
  readonly #watcher: PictureWatcher;
  readonly #subscriptions: vscode.Disposable[];
  /** Starts where no former window's revisions can be, as a saved state remembers them. */
  #revision = Date.now();

  constructor(panel: vscode.WebviewPanel, parts: PanelParts) {
    this.#panel = panel;
    this.parts = parts;
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [resourceRoot(parts.extension)],
    };
    this.#channel = new HostChannel(panel.webview, panelRequests(this), (error) => {
      const failure = failureOf(error);
      parts.log.warn(`Detection panel: ${failure.code}: ${failure.message}`);
      return failure;
    });
    this.pictures = new PictureList((snapshot) => this.#channel.push('pictures', snapshot));
    this.run = new RunControl(parts.detector, (run) => this.#channel.push('run', { run }));
    // A webview that starts afresh reads the picture anyway.
    this.#watcher = new PictureWatcher((picture) =>
      this.#channel.tell('changed', { picture, revision: ++this.#revision }),
    );
    this.#subscriptions = [
      this.#channel,
      this.#watcher,
      panel.onDidChangeViewState(() => panel.visible && void this.tellTargets()),
    ];
    panel.iconPath = panelIcon(parts.extension);
    panel.webview.html = panelHtml(panel.webview, parts.extension);
  }

  get visible(): boolean {
    return this.#panel.visible;
  }

  onDidDispose(listener: () => void): void {
    this.#subscriptions.push(this.#panel.onDidDispose(listener));
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Lists a source; with a picture, shows that one. */
  open(source: PictureSource, picture: string | null): void {
    this.pictures.use(source);
    this.show(picture);
  }

  /** Shows a picture of the list. */
  show(picture: string | null): void {
    this.#channel.push('show', { picture, revision: ++this.#revision });
  }

  /** Takes note of the picture that a person looks at. */
  lookAt(picture: vscode.Uri): void {
    this.#panel.title = `YOLO: ${baseName(picture)}`;
    this.#watcher.watch(picture);
  }

  /** Tells which targets there are now. */
  async tellTargets(): Promise<void> {
    try {
      const targets = await this.parts.targets.list();
      const items = targets.map(({ id, label, place }) => ({ id, label, place }));
      this.#channel.push('targets', { items });
    } catch (error) {
      this.parts.log.error(`Targets could not be listed: ${String(error)}`);
      this.#channel.push('targets', { items: [] });
    }
  }

  dispose(): void {
    this.run.cancel();
    this.pictures.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
