import * as vscode from 'vscode';
import type { SaveKind } from '../../../webview/protocol.ts';
import { PanelError } from './failures.ts';
import { labelPaths } from './labelFile.ts';
import { baseName } from './pictureSource.ts';
import { DiskFullError, writeWhole } from './writeWhole.ts';

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** A name to start from; labels that a person made are never the proposal. */
async function proposal(kind: SaveKind, picture: vscode.Uri): Promise<vscode.Uri> {
  const stem = picture.path.replace(/\.[^./]+$/, '');
  if (kind === 'picture') return picture.with({ path: `${stem}-objects.png` });
  if (kind === 'json') return picture.with({ path: `${stem}-objects.json` });
  const [first = `${stem}.txt`] = labelPaths(picture.path);
  const labels = picture.with({ path: first });
  const folder = vscode.Uri.joinPath(labels, '..');
  if (!(await exists(folder))) return picture.with({ path: `${stem}.txt` });
  return (await exists(labels))
    ? labels.with({ path: first.replace(/\.txt$/, '-predicted.txt') })
    : labels;
}

function filters(kind: SaveKind): Record<string, string[]> {
  const { t } = vscode.l10n;
  if (kind === 'picture') return { PNG: ['png'], JPEG: ['jpg', 'jpeg'] };
  return kind === 'json' ? { JSON: ['json'] } : { [t('YOLO labels')]: ['txt'] };
}

/** Why nothing could be written; VS Code hands on the system's own words with its codes in them. */
function why(error: unknown): string {
  const { t } = vscode.l10n;
  const words = error instanceof Error ? error.message : String(error);
  const full = error instanceof DiskFullError || /\b(ENOSPC|EDQUOT)\b/.test(words);
  if (full) return t('no space is left on the disk.');
  if (/\bEROFS\b/.test(words)) return t('the file system is read-only.');
  const denied = error instanceof vscode.FileSystemError && error.code === 'NoPermissions';
  return denied ? t('you are not permitted to write there.') : words;
}

/** Files that a person has chosen to save to. The webview knows them only by a number. */
export class Saving {
  readonly #files = new Map<number, vscode.Uri>();
  #next = 1;

  async choose(
    kind: SaveKind,
    picture: vscode.Uri,
  ): Promise<{ token: number; name: string } | null> {
    const defaultUri = await proposal(kind, picture);
    // The dialog asks before it lets a file be overwritten.
    const file = await vscode.window.showSaveDialog({ defaultUri, filters: filters(kind) });
    if (!file) return null;
    const token = this.#next++;
    this.#files.set(token, file);
    return { token, name: baseName(file) };
  }

  async write(token: number, content: Uint8Array | string): Promise<void> {
    const file = this.#files.get(token);
    if (!file)
      throw new PanelError('no_file', vscode.l10n.t('Choose a file to save to first.'), []);
    this.#files.delete(token);
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    try {
      await writeWhole(file, bytes);
    } catch (error) {
      const message = vscode.l10n.t('{0} could not be saved: {1}', baseName(file), why(error));
      throw new PanelError('not_saved', message, [], { cause: error });
    }
  }
}
