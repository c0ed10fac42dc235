import * as vscode from 'vscode';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { activeImage } from '../images/activeImage.ts';
import { workspacePictures } from '../images/somePicture.ts';
import type { Parts } from '../parts.ts';
import { containerTargetId } from '../targets/containerTargetId.ts';
import { detectObjects } from './detectObjects.ts';

/** Pictures that are offered. */
const MOST = 500;

interface PictureItem extends vscode.QuickPickItem {
  /** Undefined for a file from elsewhere. */
  readonly uri?: vscode.Uri;
}

/** Makes a deployment what detects from now on, and shows what it sees. */
export async function detectWith(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Detect with Deployment');
  const [replica] = await chosenReplicas(parts, 'detect', title, argument);
  if (replica === undefined) return;
  await parts.memory.choose(containerTargetId(replica.labels));
  if (activeImage() === undefined && parts.panels.reveal()) return;
  if (activeImage() !== undefined) return detectObjects(parts, undefined, undefined);
  await detectInPicked(parts, title);
}

async function detectInPicked(parts: Parts, title: string): Promise<void> {
  const pictures = await workspacePictures(MOST);
  // Where there are none, the command itself asks for files.
  if (pictures.length === 0) return detectObjects(parts, undefined, undefined);
  const browse: PictureItem = { label: `$(folder-opened) ${vscode.l10n.t('Browse…')}` };
  const items = pictures.map((uri): PictureItem => {
    return { label: vscode.workspace.asRelativePath(uri), uri };
  });
  const placeHolder = vscode.l10n.t('Which picture?');
  const picked = await vscode.window.showQuickPick([...items, browse], { title, placeHolder });
  if (picked !== undefined) await detectObjects(parts, picked.uri, undefined);
}
