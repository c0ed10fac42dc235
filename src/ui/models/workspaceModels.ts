import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { WEIGHTS, watchWeights } from './watchWeights.ts';

/** Packages bring weights for their own tests. */
const ELSEWHERE = '**/{node_modules,.git,site-packages,__pycache__}/**';
/** More would be no list that anybody reads. */
const MOST = 500;
/** A window hears of no change on disk before its watchers run, some seconds after its start. */
const DEAF_MS = 10_000;
/** An export writes a file in many steps. */
const SETTLE_MS = 300;

/**
 * The weights in the workspace. Searched when somebody asks for them, and again only when somebody
 * asks after a watcher has seen a change: while the view is hidden, nobody does.
 */
export class WorkspaceModels implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  #found: Promise<readonly vscode.Uri[]> | undefined;
  #watching = false;
  #timer: NodeJS.Timeout | undefined;
  #deaf: NodeJS.Timeout | undefined;

  /** Fires when weights appear, disappear or are written. */
  readonly onDidChange = this.#changed.event;

  /** Files on this machine, sorted by path; at most `MOST`. */
  list(): Promise<readonly vscode.Uri[]> {
    this.#watch();
    this.#found ??= findWeights();
    return this.#found;
  }

  /** Whether a list of that length may lack some. */
  isTruncated(list: readonly vscode.Uri[]): boolean {
    return list.length >= MOST;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#deaf);
    this.#parts.dispose();
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const listChanged = (): void => {
      this.#found = undefined;
      this.#fireSoon();
    };
    const written = (): void => this.#fireSoon();
    const known = async () => (await this.#found) ?? [];
    this.#parts.add(watchWeights(known, { listChanged, written }));
    this.#deaf = setTimeout(() => void this.#catchUp(), DEAF_MS);
  }

  /** Finds what changed while nobody was told. */
  async #catchUp(): Promise<void> {
    const before = paths(await this.list());
    const now = await findWeights();
    if (paths(now) === before) return;
    this.#found = Promise.resolve(now);
    this.#changed.fire();
  }

  #fireSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), SETTLE_MS);
  }
}

function paths(list: readonly vscode.Uri[]): string {
  return list.map(({ path }) => path).join('\n');
}

async function findWeights(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(WEIGHTS, ELSEWHERE, MOST);
  // Without a path on this machine no server can read them.
  return found
    .filter(({ scheme }) => scheme === 'file')
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}
