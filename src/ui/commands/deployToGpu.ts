import * as vscode from 'vscode';
import { deploy, type Replacing } from '../../deployment/deploy.ts';
import { succeeding } from '../../deployment/imageSuccession.ts';
import { alreadyUnderway, assertNotElsewhere } from '../../deployment/otherWindows.ts';
import { listReplicas, replicasOf } from '../../deployment/replicas.ts';
import type { Started } from '../../deployment/startReplica.ts';
import type { Engine } from '../../engine/engine.ts';
import { builtSpec } from '../deploy/builtSpec.ts';
import { chooseDevice } from '../deploy/chooseDevice.ts';
import type { DeploymentChoice } from '../deploy/chosenDeployment.ts';
import { assertChosenWeights } from '../deploy/chosenWeights.ts';
import { chooseDeployment } from '../deploy/deploymentChoice.ts';
import { tellFailure } from '../deploy/deploymentFailure.ts';
import { deploymentMeant } from '../deploy/deploymentMeant.ts';
import { tellProgress } from '../deploy/deployProgress.ts';
import { offerNext } from '../deploy/offerNext.ts';
import { deployingWords } from '../deploy/placementWords.ts';
import { type Placed, placeReplicas } from '../deploy/placing.ts';
import { freePorts, onFreePorts, type PortsWanted } from '../deploy/portQuestion.ts';
import { withProgress } from '../deploy/withProgress.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import type { Parts } from '../parts.ts';
import { readySeconds } from '../settings.ts';

/**
 * From a weights file to a container that answers: asks which deployment and where, builds what is
 * missing, runs it and waits until it is ready.
 * @param argument a deployment that is meant already: a row of the view, or its names.
 */
export async function deployToGpu(parts: Parts, argument?: unknown): Promise<void> {
  requireTrust();
  const title = vscode.l10n.t('Deploy to GPU');
  const choice = await chooseDeployment(parts, title, deploymentMeant(argument));
  if (choice === undefined) return;
  const done = await placedAndRun(parts, title, choice);
  // Only now, so that what fails in what is offered is not told of as a failure to deploy.
  if (done !== undefined)
    await offerNext(parts, { ...choice, devices: done.devices }, done.started);
}

/** What runs, and where. */
interface Done {
  readonly devices: Placed['devices'];
  readonly started: readonly Started[];
}

/** Asks where, and runs it there. @returns undefined when it was cancelled or failed, which is told. */
async function placedAndRun(
  parts: Parts,
  title: string,
  choice: DeploymentChoice,
): Promise<Done | undefined> {
  try {
    await assertChosenWeights(choice);
    const engine = await parts.engine.get();
    await engine.about();
    const running = await listReplicas(engine);
    const { gpu } = choice.entry;
    const device = await chooseDevice(parts, engine, title, { replicas: running, wanted: gpu });
    if (device === undefined) return undefined;
    const { project, name, entry } = choice;
    const replicas = Math.max(1, entry.replicas ?? 1);
    const words = deployingWords(name);
    const wanted = { project, name, replicas, vram: entry.vram, choice: device.choice, words };
    const where = await placeReplicas(wanted, device.gpus, running);
    const old = running.filter(
      ({ labels }) => labels.project === project && labels.deployment === name,
    );
    const ports: PortsWanted = {
      deployment: name,
      port: entry.port,
      count: replicas,
      except: old.map(({ id }) => id),
    };
    const port = await freePorts(engine, ports);
    const started = await run(parts, engine, choice, where, { ...ports, port });
    return { devices: where.devices, started };
  } catch (error) {
    if (error instanceof vscode.CancellationError) return undefined;
    const failed = vscode.l10n.t('{0} was not deployed.', choice.name);
    await tellFailure(parts, { subject: choice.name, failed }, error);
    return undefined;
  }
}

/** Deployments that this window builds or starts. */
const underway = new Set<string>();

async function run(
  parts: Parts,
  engine: Engine,
  choice: DeploymentChoice,
  where: Placed,
  ports: PortsWanted,
): Promise<Started[]> {
  const { project, name } = choice;
  const what = JSON.stringify([project, name]);
  if (underway.has(what)) throw alreadyUnderway(name);
  underway.add(what);
  const title = vscode.l10n.t('Deploying {0}', name);
  return withProgress(title, async (watching) => {
    const { signal } = watching;
    const key = { project, deployment: name };
    return succeeding(engine, { project, name, image: choice.entry.image }, async (built) => {
      const replicas = await replicasOf(engine, project, name);
      // Building would be for nothing.
      await assertNotElsewhere(engine, name, replicas, readySeconds());
      const spec = await builtSpec(parts, engine, choice, { where, port: ports.port }, watching);
      if (spec.imageId !== undefined) built(spec.imageId);
      const settings: Replacing = {
        readySeconds: readySeconds(),
        version: String(parts.context.extension.packageJSON.version),
        oldFirst: where.oldFirst,
        signal,
        onEvent: tellProgress(watching, where.devices.length),
      };
      return parts.activities.during(key, vscode.l10n.t('starting'), () =>
        // Building takes time, in which a port may be taken.
        onFreePorts(engine, ports, (port) =>
          deploy(engine, port === undefined ? spec : { ...spec, port }, settings),
        ),
      );
    });
  }).finally(() => underway.delete(what));
}
