import * as vscode from 'vscode';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { activeImage } from '../images/activeImage.ts';
import { workspacePictures } from '../images/somePicture.ts';
import type { Parts } from '../parts.ts';
import { containerTargetId, type ReplicaKey } from '../targets/containerTargetId.ts';
import { replicasNow } from '../targets/replicasNow.ts';
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
  const named = namedContainer(argument);
  const labels = named ?? (await chosenReplicas(parts, 'detect', title, argument))[0]?.labels;
  if (labels === undefined) return;
  if (named !== undefined && (await isGone(parts, named))) return tellGone(named);
  await parts.memory.choose(containerTargetId(labels));
  if (activeImage() === undefined && parts.panels.reveal()) return;
  if (activeImage() !== undefined) return detectObjects(parts, undefined, undefined);
  await detectInPicked(parts, title);
}

/** A container that is named, as after deploying it: whichever has that name now is meant. */
function namedContainer(argument: unknown): ReplicaKey | undefined {
  const { project, deployment, replica } = (argument ?? {}) as Record<string, unknown>;
  const named = typeof project === 'string' && typeof deployment === 'string';
  return named && typeof replica === 'number' ? { project, deployment, replica } : undefined;
}

/**
 * Whether nothing of that name is deployed any more: a message that offers to detect stays after that.
 * In every other state, using the container says what is wrong.
 */
async function isGone({ engine }: Parts, { project, deployment, replica }: ReplicaKey) {
  const replicas = await replicasNow(engine).catch(() => undefined);
  return replicas?.every(
    ({ labels }) =>
      labels.project !== project || labels.deployment !== deployment || labels.replica !== replica,
  );
}

async function tellGone({ project, deployment }: ReplicaKey): Promise<void> {
  const deploy = vscode.l10n.t('Deploy Again');
  const gone = vscode.l10n.t(
    '{0} is no longer deployed: deploy it again, or choose another target.',
    deployment,
  );
  const answer = await vscode.window.showWarningMessage(gone, deploy);
  if (answer === deploy) {
    await vscode.commands.executeCommand('yolo.deployToGpu', { project, deployment });
  }
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
