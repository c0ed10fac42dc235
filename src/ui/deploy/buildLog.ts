import * as vscode from 'vscode';
import { type BuildEvent, isInternalStep } from '../../engine/buildEvents.ts';
import { plainText } from '../logs/plainText.ts';

/** Writes a build's events into a channel as people read them, and says how far it is. */
export class BuildLog {
  readonly #channel: vscode.OutputChannel;
  readonly #onProgress: (message: string) => void;
  readonly #names = new Map<string, string>();

  constructor(channel: vscode.OutputChannel, onProgress: (message: string) => void) {
    this.#channel = channel;
    this.#onProgress = onProgress;
  }

  take(event: BuildEvent): void {
    switch (event.kind) {
      case 'step':
        this.#step(event);
        return;
      case 'output':
        this.#channel.append(plainLines(event.text));
        return;
      case 'progress':
        this.#progress(event);
    }
  }

  #step({ id, name, state }: Extract<BuildEvent, { kind: 'step' }>): void {
    this.#names.set(id, name);
    if (isInternalStep(name)) return;
    const mark = { running: '=>', done: '✓', cached: '✓', failed: '✗' }[state];
    const note = state === 'cached' ? ` (${vscode.l10n.t('unchanged')})` : '';
    this.#channel.appendLine(`${mark} ${plainText(name)}${note}`);
    if (state === 'running') this.#onProgress(shortStep(name));
  }

  #progress({ step, name, current, total }: Extract<BuildEvent, { kind: 'progress' }>): void {
    if (total <= 0 || current <= 0) return;
    const percent = Math.min(100, Math.floor((100 * current) / total));
    const of = shortStep(this.#names.get(step) ?? name);
    this.#onProgress(`${of}: ${percent} %`);
  }
}

/** Most characters of a step in a notification. */
const SHORT = 60;

function shortStep(name: string): string {
  const line = plainText(name).replace(/\s+/g, ' ');
  return line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line;
}

/** Lines without what a terminal would obey: builds print colours, and hostile ones more. */
function plainLines(text: string): string {
  return text
    .split(/\r?\n|\r/)
    .map(plainText)
    .join('\n');
}
