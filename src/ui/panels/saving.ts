import * as vscode from 'vscode';
import type { SaveKind } from '../../../webview/protocol.ts';
import { PanelError } from './failures.ts';
import { labelPaths } from './labelFile.ts';
import { baseName } from './pictureSource.ts';
import { DiskFullError, writeWhole } from './writeWhole.ts';

/**
 * A name to start from. Labels that a model wrote are not proposed where they would be read as ground
 * truth: the model would be measured against itself.
 */
function proposal(kind: SaveKind, picture: vscode.Uri): vscode.Uri {
  const stem = picture.path.replace(/\.[^./]+$/, '');
  const end = { picture: '-objects.png', json: '-objects.json', labels: '-predicted.txt' }[kind];
  return picture.with({ path: stem + end });
}

/** Asks whether a file shall become the ground truth of a picture. @returns undefined for neither. */
async function askAboutTruth(
  file: vscode.Uri,
  picture: vscode.Uri,
): Promise<'save' | 'other' | undefined> {
  const { t } = vscode.l10n;
  const [keep, other] = [t('Save as Ground Truth'), t('Choose Another File…')];
  const question = t(
    '{0} will be read as the ground truth of {1}.',
    baseName(file),
    baseName(picture),
  );
  const detail = t(
    'Precision and recall then measure the model against what it found itself, until somebody has corrected the file.',
  );
  // The first is what Enter does, which has just agreed to overwrite something.
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail },
    other,
    keep,
  );
  if (answer === undefined) return undefined;
  return answer === keep ? 'save' : 'other';
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

/** The file that a person chooses for what is saved of a picture; undefined where they give up. */
async function chosenFile(kind: SaveKind, picture: vscode.Uri): Promise<vscode.Uri | undefined> {
  for (;;) {
    const defaultUri = proposal(kind, picture);
    // The dialog asks before it lets a file be overwritten.
    const file = await vscode.window.showSaveDialog({ defaultUri, filters: filters(kind) });
    const isTruth = kind === 'labels' && file && labelPaths(picture.path).includes(file.path);
    const answer = isTruth ? await askAboutTruth(file, picture) : 'save';
    if (answer !== 'other') return answer && file;
  }
}

/** Files that a person has chosen to save to. The webview knows them only by a number. */
export class Saving {
  readonly #files = new Map<number, vscode.Uri>();
  #next = 1;

  async choose(
    kind: SaveKind,
    picture: vscode.Uri,
  ): Promise<{ token: number; name: string } | null> {
    const file = await chosenFile(kind, picture);
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
