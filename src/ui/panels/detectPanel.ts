import type * as vscode from 'vscode';
import type { PictureSource, Requests, Snapshots } from '../../../webview/protocol.ts';
import type { ParamsOf } from '../../../webview/wire.ts';
import { HostChannel } from '../webviews/hostChannel.ts';
import { failureOf } from './failures.ts';
import { panelHtml, panelIcon } from './panelHtml.ts';
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
  readonly #channel: HostChannel<Snapshots, Requests>;
  readonly #watcher: PictureWatcher;
  readonly #subscriptions: vscode.Disposable[];
  #disposed = false;
  /** Starts where no former window's revisions can be, as a saved state remembers them. */
  #revision = Date.now();

  constructor(panel: vscode.WebviewPanel, parts: PanelParts) {
    this.#panel = panel;
    this.parts = parts;
    // The document brings everything along: there is no folder that it may read.
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
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

  /** Lists a source, and starts the webview; with a picture, shows that one. */
  async open(source: PictureSource, picture: string | null): Promise<void> {
    // First of all, so that no webview begins with another picture of the list.
    this.show(picture);
    this.pictures.use(source);
    const targets = this.parts.targetItems.newest;
    if (targets) this.#channel.push('targets', targets);
    void this.tellTargets();
    const code = await this.parts.code();
    if (this.#disposed) return;
    this.#panel.webview.html = panelHtml(code, this.#channel.newest);
  }

  /** Lists the panel's folders anew. What a run has found is kept while it is of the same list. */
  async listAgain(): Promise<void> {
    const ids = async (): Promise<string> =>
      (await this.pictures.all()).map(({ id }) => id).join('\n');
    if (this.run.running) return;
    const before = await ids();
    this.pictures.again();
    if ((await ids()) !== before) this.run.forget();
  }

  /** Answers what the webview will ask once it has loaded. */
  answerAhead<M extends 'picture' | 'detect'>(method: M, params: ParamsOf<Requests, M>): void {
    this.#channel.answerAhead(method, params);
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
      this.#channel.push('targets', await this.parts.targetItems.list());
    } catch (error) {
      this.parts.log.error(`Targets could not be listed: ${String(error)}`);
      this.#channel.push('targets', { items: [], forAll: null, lost: null });
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.run.cancel();
    this.pictures.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
