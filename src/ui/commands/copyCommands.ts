import * as vscode from 'vscode';
import type { Endpoint } from '../../contract/endpoint.ts';
import { SERVER_PORT } from '../../deployment/containerOptions.ts';
import { dockerRunCommand } from '../../deployment/dockerRunCommand.ts';
import { nextFreePorts } from '../../deployment/ports.ts';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { inspectContainer, listAll } from '../../engine/containers.ts';
import { describeAddress, type EngineAddress } from '../../engine/engineAddress.ts';
import { imageEnvironment } from '../../engine/imageEnvironment.ts';
import { imageNameOf } from '../../engine/imageName.ts';
import { freeName } from '../../project/names.ts';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { somePicture } from '../images/somePicture.ts';
import { curlCommand } from '../panels/curl.ts';
import type { Parts } from '../parts.ts';
import { engineSettings } from '../settings.ts';
import { containerTargetId } from '../targets/containerTargetId.ts';

/** How sure the server asked by a copied command must be; its own default, said for people. */
const CONF = 0.25;

/** Copies the address of a container's server. */
export async function copyEndpoint(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy Endpoint');
  const [replica] = await chosenReplicas(parts, 'endpoint', title, argument);
  if (replica === undefined) return;
  if (replica.port === undefined) return noPort(replica);
  await copy(parts, `http://127.0.0.1:${replica.port}`);
}

/** Copies a command that has a container's server look at a picture. */
export async function copyCurl(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy as curl');
  const [replica] = await chosenReplicas(parts, 'curl', title, argument);
  if (replica === undefined) return;
  const picture = (await somePicture())?.fsPath ?? 'picture.jpg';
  const command = (to: Endpoint) => curlCommand(to, picture, { conf: CONF }, process.platform);
  const { remote } = await parts.engine.get();
  const through = remote ? command(await tunnelTo(parts, replica)) : undefined;
  if (through !== undefined) {
    await vscode.env.clipboard.writeText(through);
    copied(vscode.l10n.t('Copied. It goes through this window, while that is open.'));
  } else if (replica.port === undefined) {
    noPort(replica);
  } else {
    await copy(parts, command({ host: '127.0.0.1', port: replica.port }) ?? '');
  }
}

/** It has stopped meanwhile, or was started by somebody else without a port. */
function noPort({ name }: WatchedReplica): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t('Nothing is copied: {0} has no port on this machine now.', name),
  );
}

/** The way by which this window reaches a container of an engine elsewhere. */
async function tunnelTo({ targets }: Parts, { labels }: WatchedReplica): Promise<Endpoint> {
  const target = await targets.find(containerTargetId(labels));
  if (target === undefined) throw new vscode.CancellationError();
  return (await target.connect()).endpoint;
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
  const names = (await listAll(engine)).flatMap(({ Names }) => Names);
  const name = freeName(
    `${replica.name}-copy`,
    names.map((one) => one.replace(/^\//, '')),
  );
  const image = await imageNameOf(engine, inspected);
  const imageEnv = await imageEnvironment(engine, inspected.Image);
  const own = { name, image, port, engine: engineFlags(engine.address) };
  await vscode.env.clipboard.writeText(dockerRunCommand(inspected, imageEnv, own));
  copied(vscode.l10n.t('Copied. It makes {0}, beside this one, on port {1}.', name, port ?? '–'));
}

/** How Docker's own program is told of an engine that only the settings of this extension name. */
function engineFlags(address: EngineAddress): readonly string[] {
  const { host, context } = engineSettings();
  if (host === '') return context === '' ? [] : ['--context', context];
  if (address.kind === 'socket') return ['--host', host];
  const tls = address.kind === 'tcp' && address.tls !== undefined ? ['--tlsverify'] : [];
  return [...tls, '--host', describeAddress(address)];
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
