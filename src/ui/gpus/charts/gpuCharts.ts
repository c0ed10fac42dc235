import type * as vscode from 'vscode';
import { ENGLISH } from '../../../../webview/monitor/strings.ts';
import {
  COLOUR_COUNT,
  type MonitorRequests,
  type MonitorSnapshots,
} from '../../../../webview/monitorProtocol.ts';
import { GpuHistory } from '../../../gpu/gpuHistory.ts';
import type { GpuSampler } from '../../../gpu/gpuSampler.ts';
import type { GpuState } from '../../../gpu/gpuSnapshot.ts';
import { Disposables } from '../../disposables.ts';
import type { CurrentEngine } from '../../engine/currentEngine.ts';
import { errorText } from '../../errorText.ts';
import { HostChannel } from '../../webviews/hostChannel.ts';
import { readWebviewCode, webviewDocument } from '../../webviews/webviewDocument.ts';
import { Colours } from './colours.ts';
import { type SeenUsers, sceneOf } from './scene.ts';

/** What the charts are made of. */
export interface ChartSources {
  readonly extension: vscode.Uri;
  readonly gpus: GpuSampler;
  readonly engine: CurrentEngine;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The charts of the GPUs: what is seen by anybody is kept for five minutes; the cards are looked at
 * for the charts only while these are seen.
 */
export class GpuCharts implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #sources: ChartSources;
  readonly #history = new GpuHistory();
  readonly #seen: SeenUsers = new Map();
  readonly #colours = new Colours(COLOUR_COUNT);
  #shown: Disposables | undefined;
  #channel: HostChannel<MonitorSnapshots, MonitorRequests> | undefined;
  #scene = '';

  constructor(sources: ChartSources) {
    this.#sources = sources;
    this.#parts.add({ dispose: sources.gpus.observe((state) => this.#take(state)) });
    this.#parts.add({ dispose: () => this.#shown?.dispose() });
  }

  /** Fills a view that VS Code has made. */
  async fill(view: vscode.WebviewView): Promise<void> {
    const { extension, log } = this.#sources;
    view.webview.options = { enableScripts: true, localResourceRoots: [] };
    const channel = new HostChannel<MonitorSnapshots, MonitorRequests>(
      view.webview,
      {
        // The channel answers it itself.
        hello: async () => null,
        history: async () => ({
          sequence: this.#history.sequence,
          frames: this.#history.frames,
        }),
      },
      (error) => {
        const message = errorText(error);
        log.warn(`GPU charts: ${message}`);
        return { code: 'failed', message, actions: [] };
      },
    );
    this.#channel = channel;
    this.#scene = '';
    const subscriptions = new Disposables();
    subscriptions.add(channel);
    subscriptions.add(view.onDidChangeVisibility(() => this.#follow(view)));
    subscriptions.add(
      view.onDidDispose(() => {
        if (this.#channel === channel) this.#channel = undefined;
        this.#sleep();
        subscriptions.dispose();
      }),
    );
    this.#tellScene();
    const code = await readWebviewCode(extension, 'monitor');
    view.webview.html = webviewDocument(code, { english: ENGLISH, snapshots: channel.newest });
    this.#follow(view);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #follow(view: vscode.WebviewView): void {
    if (!view.visible) {
      this.#sleep();
      return;
    }
    if (this.#shown) return;
    const { gpus, engine } = this.#sources;
    const shown = new Disposables();
    this.#shown = shown;
    shown.add(engine.watch());
    shown.add(engine.onDidChange(() => this.#tellScene()));
    // What there is to hear is heard anyway; this keeps the cards being looked at.
    shown.add({ dispose: gpus.listen(() => undefined) });
  }

  #sleep(): void {
    this.#shown?.dispose();
    this.#shown = undefined;
  }

  #take(state: GpuState): void {
    const frame = state.ok ? this.#history.add(state.snapshot) : undefined;
    this.#tellScene();
    if (frame) this.#channel?.tell('frame', { sequence: this.#history.sequence, frame });
  }

  #tellScene(): void {
    const channel = this.#channel;
    if (channel === undefined) return;
    const { gpus, engine } = this.#sources;
    const scene = sceneOf(gpus.state, engine.view.replicas, this.#seen, this.#colours);
    const text = JSON.stringify(scene);
    if (text === this.#scene) return;
    this.#scene = text;
    channel.push('scene', scene);
  }
}
