import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { gpuAlerts, gpuStatusBar } from '../settings.ts';
import { type MonitorSources, runsOnGpu } from './monitorSources.ts';

/** A window that opens has other things to do first, in milliseconds. */
const SETTLE_MS = 3000;

/**
 * Decides whether the status bar and the alerts look at the cards: only while a deployment runs on
 * one. The engine is listened to where the workspace has a `yolo.json`, or somebody has used it.
 */
export class GpuMonitor implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #sources: MonitorSources;
  #engineWatch: vscode.Disposable | undefined;
  #watching: Promise<vscode.Disposable> | undefined;
  #disposed = false;

  constructor(sources: MonitorSources) {
    this.#sources = sources;
    const follow = (): void => this.#follow();
    this.#parts.add(sources.engine.onDidChange(follow));
    this.#parts.add(sources.focus.onDidChange(follow));
    this.#parts.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('yolo.gpu')) follow();
      }),
    );
    const timer = setTimeout(() => void this.#begin(), SETTLE_MS);
    this.#parts.add({ dispose: () => clearTimeout(timer) });
  }

  dispose(): void {
    this.#disposed = true;
    this.#parts.dispose();
    this.#engineWatch?.dispose();
    this.#end();
  }

  async #begin(): Promise<void> {
    const projects = await this.#sources.projects.list();
    if (projects.length > 0 && this.#wantsTo && !this.#disposed) this.#watchEngine();
  }

  get #wantsTo(): boolean {
    return gpuAlerts() || gpuStatusBar();
  }

  #watchEngine(): void {
    this.#engineWatch ??= this.#sources.engine.watch();
  }

  #follow(): void {
    if (this.#disposed) return;
    const { engine, focus } = this.#sources;
    const { connection, listed, replicas } = engine.view;
    const onGpus = replicas.filter(runsOnGpu);
    if (listed && this.#wantsTo) this.#watchEngine();
    // Where no engine is, and nothing is known to run, it is not asked for again and again.
    if (connection.state === 'failed' && onGpus.length === 0) this.#leaveEngine();
    const inFocus = gpuStatusBar() && focus.of(onGpus) !== undefined;
    if (inFocus || (gpuAlerts() && onGpus.length > 0)) {
      this.#watching ??= import('./gpuWatching.ts').then(
        ({ GpuWatching }) => new GpuWatching(this.#sources),
      );
    } else this.#end();
  }

  #leaveEngine(): void {
    const watch = this.#engineWatch;
    this.#engineWatch = undefined;
    watch?.dispose();
  }

  #end(): void {
    void this.#watching?.then((watching) => watching.dispose());
    this.#watching = undefined;
  }
}
