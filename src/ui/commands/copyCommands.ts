import * as vscode from 'vscode';
import { SERVER_PORT } from '../../deployment/containerOptions.ts';
import { dockerRunCommand } from '../../deployment/dockerRunCommand.ts';
import { nextFreePorts } from '../../deployment/ports.ts';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { inspectContainer } from '../../engine/containers.ts';
import { describeAddress } from '../../engine/engineAddress.ts';
import { imageEnvironment } from '../../engine/imageEnvironment.ts';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { somePicture } from '../images/somePicture.ts';
import { curlCommand } from '../panels/curl.ts';
import type { Parts } from '../parts.ts';

/** How sure the server asked by a copied command must be; its own default, said for people. */
const CONF = 0.25;

/** Copies the address of a container's server. */
export async function copyEndpoint(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy Endpoint');
  const [replica] = await chosenReplicas(parts, 'endpoint', title, argument);
  if (replica?.port === undefined) return;
  await copy(parts, `http://127.0.0.1:${replica.port}`);
}

/** Copies a command that has a container's server look at a picture. */
export async function copyCurl(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy as curl');
  const [replica] = await chosenReplicas(parts, 'curl', title, argument);
  if (replica === undefined) return;
  const command = await curlFor(replica);
  if (command !== undefined) await copy(parts, command);
}

/**
 * Copies a command of Docker's own program that makes one more container like this one, with a name
 * and a port that are free now.
 */
export async function copyDockerRun(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy as docker run');
  const [replica] = await chosenReplicas(parts, 'dockerRun', title, argument);
  if (replica === undefined) return;
  const engine = await parts.engine.get();
  const inspected = await inspectContainer(engine, replica.id);
  const port = await nextFreePorts(engine, (replica.port ?? SERVER_PORT) + 1, 1);
  const name = `${replica.name}-copy`;
  const imageEnv = await imageEnvironment(engine, inspected.Image);
  await vscode.env.clipboard.writeText(dockerRunCommand(inspected, imageEnv, { name, port }));
  copied(vscode.l10n.t('Copied. It makes {0}, beside this one, on port {1}.', name, port ?? '–'));
}

async function curlFor({ port }: WatchedReplica): Promise<string | undefined> {
  if (port === undefined) return undefined;
  const picture = (await somePicture())?.fsPath ?? 'picture.jpg';
  return curlCommand({ host: '127.0.0.1', port }, picture, { conf: CONF }, process.platform);
}

/** What names a port of the engine's host holds there, and here only where that is this machine. */
async function copy({ engine: current }: Parts, text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  const engine = await current.get();
  if (!engine.remote) return copied();
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Copied. The address holds on the machine of Docker, {0}; from here, forward its port, as with “ssh -L”.',
      describeAddress(engine.address),
    ),
  );
}

function copied(words = vscode.l10n.t('Copied.')): void {
  vscode.window.setStatusBarMessage(words, COPIED_MS);
}

/** Milliseconds that the status bar says so. */
const COPIED_MS = 5_000;
