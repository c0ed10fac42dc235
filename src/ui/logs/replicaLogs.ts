import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import type { LogLevel } from './logEntry.ts';
import type { LogSubject } from './logFollower.ts';
import { LogScrolling, revealEnd } from './logScrolling.ts';
import { LOG_SCHEME, logSubject, logUri } from './logUri.ts';
import { OpenLog } from './openLog.ts';

/** Logs of containers as read-only documents, followed while a tab shows them. */
export class ReplicaLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<vscode.Uri>());
  readonly #engine: CurrentEngine;
  readonly #open = new Map<string, OpenLog>();

  readonly onDidChange = this.#changed.event;

  constructor(engine: CurrentEngine) {
    this.#engine = engine;
    this.#parts.add(vscode.workspace.registerTextDocumentContentProvider(LOG_SCHEME, this));
    this.#parts.add(new LogScrolling());
    this.#parts.add(
      vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        // A tab may come back to a document that VS Code has kept.
        for (const { input } of opened) this.#ensure(uriOf(input));
        if (closed.some(({ input }) => uriOf(input) !== undefined)) this.#endUnseen();
      }),
    );
    // VS Code ignores changes of a document that is still being opened.
    this.#parts.add(vscode.workspace.onDidOpenTextDocument((document) => this.#renew(document)));
    this.#parts.add({
      dispose: () => {
        for (const log of this.#open.values()) log.dispose();
      },
    });
  }

  /** Opens the log of a container, or brings it to the front. */
  async show(subject: LogSubject): Promise<void> {
    const uri = logUri(subject);
    const shown = this.#open.has(uri.toString());
    const document = await vscode.workspace.openTextDocument(uri);
    this.#ensure(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    if (!shown) revealEnd(editor);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#ensure(uri)?.text() ?? '';
  }

  /** The least level that a document shows; undefined when it shows no log. */
  levelOf(uri: vscode.Uri | undefined): LogLevel | undefined {
    return uri && this.#open.get(uri.toString())?.level;
  }

  /** Has a document show only entries of at least that level. */
  filter(uri: vscode.Uri, level: LogLevel): void {
    const log = this.#open.get(uri.toString());
    if (log) log.level = level;
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** Tells VS Code where a document says something else than its log. */
  #renew(document: vscode.TextDocument): void {
    const log = this.#open.get(document.uri.toString());
    if (log && log.text() !== document.getText()) this.#changed.fire(document.uri);
  }

  #ensure(uri: vscode.Uri | undefined): OpenLog | undefined {
    const subject = uri && logSubject(uri);
    if (uri === undefined || subject === undefined) return undefined;
    const key = uri.toString();
    const known = this.#open.get(key);
    if (known) return known;
    const log = new OpenLog(this.#engine, subject, () => this.#changed.fire(uri));
    this.#open.set(key, log);
    return log;
  }

  /** VS Code keeps a document for minutes after its last tab: only tabs tell who is read. */
  #endUnseen(): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const seen = new Set(tabs.map(({ input }) => uriOf(input)?.toString()));
    for (const [key, log] of this.#open) {
      if (seen.has(key)) continue;
      log.dispose();
      this.#open.delete(key);
    }
  }
}

function uriOf(input: unknown): vscode.Uri | undefined {
  const isLog = input instanceof vscode.TabInputText && input.uri.scheme === LOG_SCHEME;
  return isLog ? input.uri : undefined;
}
