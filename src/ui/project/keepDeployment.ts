import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { addDeployment, emptyYoloJson, type NewDeployment } from '../../project/addDeployment.ts';
import { freeName, nameFrom } from '../../project/names.ts';
import { parseYoloJson } from '../../project/parseYoloJson.ts';
import { setVram } from '../../project/setVram.ts';
import type { DeploymentEntry } from '../../project/yoloJson.ts';
import { mustBeSaved } from './mustBeSaved.ts';
import { FILE_NAME } from './projectDocument.ts';
import { ProjectErrors } from './projectErrors.ts';
import { weightsInside } from './weightsInside.ts';

/** A deployment that was made up by hand, to be kept. */
export interface UnsavedDeployment {
  readonly project: string;
  readonly name: string;
  readonly entry: DeploymentEntry;
  /** Absolute path of the weights. */
  readonly weights: string;
  /** Folder of the `yolo.json` that it belongs to; the workspace folder of the weights, or the first. */
  readonly folder: string | undefined;
}

/** @see ProjectFiles.addDeployment */
export async function addDeploymentTo(file: vscode.Uri, deployment: NewDeployment): Promise<void> {
  mustBeSaved(file);
  const text = await readOr(file, () =>
    emptyYoloJson(nameFrom(basename(vscode.Uri.joinPath(file, '..').path))),
  );
  await write(file, text, (valid) => addDeployment(valid, deployment));
}

/** @see ProjectFiles.setVram */
export async function setVramIn(file: vscode.Uri, deployment: string, vram: string): Promise<void> {
  mustBeSaved(file);
  const text = await readFile(file.fsPath, 'utf8');
  await write(file, text, (valid) => setVram(valid, deployment, vram));
}

/** @see ProjectFiles.add */
export async function keepDeployment({
  project,
  name,
  entry,
  weights,
  folder,
}: UnsavedDeployment): Promise<void> {
  const own = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(weights));
  const root = folder ?? (own ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
  if (root === undefined) throw new Error(vscode.l10n.t('Open a folder first.'));
  const file = vscode.Uri.joinPath(vscode.Uri.file(root), FILE_NAME);
  mustBeSaved(file);
  const text = await readOr(file, () => emptyYoloJson(project));
  const { value } = parseYoloJson(text);
  if (value === undefined) throw new ProjectErrors();
  if (name in value.deployments) {
    // Somebody may have written one of this name since this one was made up.
    throw new Error(vscode.l10n.t('yolo.json has a deployment of this name.'));
  }
  // Only now, so that nothing is copied for a file that does not take it.
  const inside = await weightsInside(root, weights);
  if (inside === undefined) return;
  const path = relative(root, inside).split(sep).join('/');
  const models = Object.entries(value.models);
  const known = models.find(([, model]) => model.weights === path)?.[0];
  const model =
    known ??
    freeName(
      entry.model,
      models.map(([key]) => key),
    );
  const added = known === undefined ? { model: { weights: path } } : {};
  const deployment = { name, entry: { ...entry, model }, ...added };
  await write(file, text, (valid) => addDeployment(valid, deployment));
}

/** The text of a file; what it begins with where there is none. One that cannot be read is not replaced. */
async function readOr(file: vscode.Uri, fresh: () => string): Promise<string> {
  try {
    return await readFile(file.fsPath, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return fresh();
  }
}

async function write(
  file: vscode.Uri,
  text: string,
  change: (valid: string) => string,
): Promise<void> {
  const invalid = parseYoloJson(text).value === undefined;
  const after = invalid ? text : change(text);
  if (invalid || parseYoloJson(after).value === undefined) {
    throw new ProjectErrors();
  }
  const temporary = `${file.fsPath}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, after, { flag: 'wx' });
    await rename(temporary, file.fsPath);
  } finally {
    await rm(temporary, { force: true });
  }
}
