import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { errorText } from '../errorText.ts';

/** Milliseconds in which changes are gathered before the exporter is told. */
const GATHER_MS = 500;

/**
 * Tells the GPU exporter of the engine's containers when they change, as long as this window hears of
 * changes. A window that has found an exporter goes on listening, so that names stay right.
 */
export class ExporterFeed implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #engine: CurrentEngine;
  readonly #log: vscode.LogOutputChannel;
  #watching: vscode.Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told = '';

  constructor(engine: CurrentEngine, log: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#log = log;
    this.#parts.add(engine.onDidChange(() => this.#changed()));
    this.#parts.add({ dispose: () => clearTimeout(this.#timer) });
  }

  /** An exporter was started: from now on it is kept up to date. */
  begin(): void {
    this.#watching ??= this.#parts.add(this.#engine.watch());
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #changed(): void {
    if (!this.#engine.live || !vscode.workspace.isTrusted) return;
    const now = this.#engine.view.replicas
      .map(({ id, state, port }) => `${id} ${state} ${port ?? ''}`)
      .join();
    if (now === this.#told) return;
    this.#told = now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), GATHER_MS);
  }

  async #tell(): Promise<void> {
    try {
      const { findExporter, tellExporter } = await import('../../deployment/gpuExporter.ts');
      const engine = await this.#engine.get();
      const exporter = await findExporter(engine);
      if (!exporter?.running) return;
      this.begin();
      await tellExporter(engine, exporter.id);
    } catch (error) {
      this.#log.warn(`GPU exporter: ${errorText(error)}`);
    }
  }
}
