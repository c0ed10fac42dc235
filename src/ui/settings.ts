import * as vscode from 'vscode';

const MINUTE_MS = 60_000;

/** Milliseconds without use after which a local server is stopped; 0 keeps it. */
export function idleMs(): number {
  return numberSetting('local.idleMinutes', 5) * MINUTE_MS;
}

/** Threads in one inference of a local server; undefined lets the server decide. */
export function threads(): number | undefined {
  const count = Math.floor(numberSetting('local.threads', 0));
  return count > 0 ? count : undefined;
}

/** A number that makes sense, whatever the user's settings hold. */
function numberSetting(name: string, fallback: number): number {
  const value: unknown = vscode.workspace.getConfiguration('yolo').get(name);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
}

/** Which engine the user's settings name; empty strings leave it to Docker's own settings. */
export function engineSettings(): { host: string; context: string } {
  const settings = vscode.workspace.getConfiguration('yolo');
  return {
    host: String(settings.get('engine.host') ?? '').trim(),
    context: String(settings.get('engine.context') ?? '').trim(),
  };
}

/** Whether a server that is debugged is restarted when one of its sources is saved. */
export function restartOnSave(): boolean {
  return vscode.workspace.getConfiguration('yolo').get('debug.restartOnSave') !== false;
}

/** Seconds in which a deployment's server has to become ready. */
export function readySeconds(): number {
  return Math.max(1, numberSetting('deploy.readySeconds', 120));
}

/** Port of the engine's host at which the GPU exporter serves; 0 for any that is free. */
export function exporterPort(): number {
  return Math.min(65_535, Math.floor(numberSetting('gpuExporter.port', 9837)));
}

/** Milliseconds from one look at the graphics cards to the next. */
export function gpuIntervalMs(): number {
  return Math.max(LEAST_INTERVAL_S, numberSetting('gpu.intervalSeconds', 1)) * 1000;
}

const LEAST_INTERVAL_S = 0.2;

/** Share of a budget or card, 0–1, above which video memory is running out. */
export function warnAbove(): number {
  return Math.min(100, Math.max(1, numberSetting('gpu.warnAbove', 80))) / 100;
}

/** Whether the window warns of video memory that runs out. */
export function gpuAlerts(): boolean {
  return vscode.workspace.getConfiguration('yolo').get('gpu.alerts') !== false;
}

/** Whether the status bar shows what the container in focus uses. */
export function gpuStatusBar(): boolean {
  return vscode.workspace.getConfiguration('yolo').get('gpu.statusBar') !== false;
}
