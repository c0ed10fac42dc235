import * as vscode from 'vscode';
import { Disposables } from '../../disposables.ts';
import type { ChartSources, GpuCharts } from './gpuCharts.ts';

const CHARTS_VIEW = 'yolo.gpuCharts';

/** The view with the charts; their code is loaded when it is first seen. */
export class GpuChartsView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #sources: ChartSources;
  #charts: Promise<GpuCharts> | undefined;

  constructor(sources: ChartSources) {
    this.#sources = sources;
    this.#parts.add(vscode.window.registerWebviewViewProvider(CHARTS_VIEW, this));
    // What others see meanwhile is there when the charts are opened.
    const end = sources.gpus.observe((state) => {
      if (!state.ok) return;
      end();
      void this.#load();
    });
    this.#parts.add({ dispose: end });
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    await (await this.#load()).fill(view);
  }

  #load(): Promise<GpuCharts> {
    this.#charts ??= import('./gpuCharts.ts').then(({ GpuCharts: Charts }) =>
      this.#parts.add(new Charts(this.#sources)),
    );
    return this.#charts;
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
