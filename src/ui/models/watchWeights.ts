import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';

/**
 * Weights, whether or not they can be used as they are. Patterns know large and small letters apart,
 * which neither people nor all disks do.
 */
export const WEIGHTS = '**/*.{[oO][nN][nN][xX],[pP][tT],[eE][nN][gG][iI][nN][eE]}';

/** What there is to hear of. */
interface Listeners {
  /** Weights may have come or gone. */
  readonly listChanged: () => void;
  /** A file of weights was written. */
  readonly written: () => void;
}

/** Files come by thousands when a repository changes branches; they are looked at together. */
const TOGETHER_MS = 300;

/**
 * Watches the workspace for weights. Folders too: one that goes, or is moved in, is reported without
 * what is in it.
 *
 * @param known the weights that are listed.
 */
export function watchWeights(
  known: () => Promise<readonly vscode.Uri[]>,
  { listChanged, written }: Listeners,
): vscode.Disposable {
  const parts = new Disposables();
  const files = parts.add(vscode.workspace.createFileSystemWatcher(WEIGHTS));
  parts.add(files.onDidCreate(listChanged));
  parts.add(files.onDidDelete(listChanged));
  parts.add(files.onDidChange(written));
  parts.add(vscode.workspace.onDidChangeWorkspaceFolders(listChanged));

  let [come, gone] = [new Set<string>(), new Set<string>()];
  let timer: NodeJS.Timeout | undefined;
  const lookAtAll = async (): Promise<void> => {
    const [created, deleted] = [come, gone];
    [come, gone] = [new Set(), new Set()];
    const lost = deleted.size > 0 && (await known()).some((uri) => isInside(uri.fsPath, deleted));
    if (lost || (await hasFolder(created))) listChanged();
  };
  const lookSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void lookAtAll(), TOGETHER_MS);
  };
  const all = parts.add(vscode.workspace.createFileSystemWatcher('**', false, true, false));
  parts.add(
    all.onDidCreate(({ fsPath }) => {
      come.add(fsPath);
      lookSoon();
    }),
  );
  parts.add(
    all.onDidDelete(({ fsPath }) => {
      gone.add(fsPath);
      lookSoon();
    }),
  );
  parts.add({ dispose: () => clearTimeout(timer) });
  return parts;
}

/** Whether a file is in one of these folders, however deep. */
function isInside(file: string, folders: ReadonlySet<string>): boolean {
  const separators = [...file.matchAll(/[\\/]/g)].map(({ index }) => index);
  return separators.some((end) => folders.has(file.slice(0, end)));
}

async function hasFolder(paths: Iterable<string>): Promise<boolean> {
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return true;
  }
  return false;
}
