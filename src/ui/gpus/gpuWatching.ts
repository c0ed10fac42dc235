import type * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { GpuStatus } from '../status/gpuStatus.ts';
import { GpuAlerts } from './gpuAlerts.ts';
import { MemoryLogs } from './memoryLogs.ts';
import type { MonitorSources } from './monitorSources.ts';

/** The status bar and the alerts while there is something to watch. */
export class GpuWatching implements vscode.Disposable {
  readonly #parts = new Disposables();

  constructor(sources: MonitorSources) {
    const { gpus, engine, focus } = sources;
    const status = this.#parts.add(new GpuStatus(sources));
    const alerts = this.#parts.add(new GpuAlerts(engine));
    const logs = this.#parts.add(new MemoryLogs(sources, (...found) => alerts.ranOut(...found)));
    this.#parts.add(engine.onDidChange(() => status.update()));
    this.#parts.add(focus.onDidChange(() => status.update()));
    this.#parts.add(engine.onDidChange(() => logs.follow()));
    logs.follow();
    this.#parts.add({
      dispose: gpus.listen((state) => {
        status.update(state);
        alerts.look(state);
      }),
    });
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
