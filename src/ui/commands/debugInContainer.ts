import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DebugMode } from '../../deployment/debug/debugMode.ts';
import { assertDebuggable } from '../../deployment/debug/debugRefusal.ts';
import type { DebugRun } from '../../deployment/debug/debugRun.ts';
import { listReplicas } from '../../deployment/replicas.ts';
import type { Engine } from '../../engine/engine.ts';
import { ContainerDebugging } from '../debug/containerDebugging.ts';
import { debugPlace } from '../debug/debugPlace.ts';
import { debugSetup } from '../debug/debugSetup.ts';
import { builtSpec } from '../deploy/builtSpec.ts';
import type { DeploymentChoice } from '../deploy/chosenDeployment.ts';
import { assertChosenWeights } from '../deploy/chosenWeights.ts';
import { chooseDeployment } from '../deploy/deploymentChoice.ts';
import { tellFailure } from '../deploy/deploymentFailure.ts';
import { deploymentMeant } from '../deploy/deploymentMeant.ts';
import { tellProgress } from '../deploy/deployProgress.ts';
import type { Placed } from '../deploy/placing.ts';
import { freePorts, onFreePorts, type PortsWanted, takenSentence } from '../deploy/portQuestion.ts';
import { withProgress } from '../deploy/withProgress.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import type { Parts } from '../parts.ts';
import { readySeconds } from '../settings.ts';

/**
 * Runs a deployment's server under its debugger, in its container, from the sources in the workspace,
 * and attaches VS Code to it. When debugging ends, all is as before.
 * @param argument a deployment that is meant already: a row of the view, or its names.
 */
export async function debugInContainer(parts: Parts, argument?: unknown): Promise<void> {
  requireTrust();
  const title = vscode.l10n.t('Debug in Container');
  const choice = await chooseDeployment(parts, title, deploymentMeant(argument));
  if (choice === undefined) return;
  const { project, name, entry } = choice;
  try {
    await assertChosenWeights(choice);
    const engine = await parts.engine.get();
    await engine.about();
    const running = await listReplicas(engine);
    const same = running.filter(
      ({ labels }) => labels.project === project && labels.deployment === name,
    );
    // Said before anything is asked or built.
    assertDebuggable({ name, stage: entry.stage ?? 'dev' }, same);
    const mode = await debugSetup(parts, choice);
    if (mode === undefined) return;
    const where = await debugPlace(parts, engine, title, choice, running);
    if (where === undefined) return;
    const except = same.map(({ id }) => id);
    const wanted = { deployment: name, port: entry.port, count: 1, except };
    const ports = { ...wanted, port: await freePorts(engine, wanted) };
    const run = await begin(parts, engine, { choice, mode, where, ports });
    if (run !== undefined) tell(choice, run);
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const failed = vscode.l10n.t('Debugging {0} did not begin.', name);
    await tellFailure(parts, { subject: name, failed }, error);
  }
}

interface Decided {
  readonly choice: DeploymentChoice;
  readonly mode: DebugMode;
  readonly where: Placed;
  readonly ports: PortsWanted;
}

async function begin(
  parts: Parts,
  engine: Engine,
  { choice, mode, where, ports }: Decided,
): Promise<DebugRun | undefined> {
  const { project, name } = choice;
  return withProgress(vscode.l10n.t('Debugging {0}', name), async (watching) => {
    const spec = await builtSpec(parts, engine, choice, { where, port: ports.port }, watching);
    const { signal } = watching;
    const settings = {
      readySeconds: readySeconds(),
      version: String(parts.context.extension.packageJSON.version),
      signal,
      onEvent: tellProgress(watching, 1),
    };
    const key = { project, deployment: name };
    return parts.activities.during(key, vscode.l10n.t('starting'), () =>
      // Building takes time, in which the port may be taken.
      onFreePorts(engine, ports, (port) => {
        const there = port === undefined ? spec : { ...spec, port };
        const plan = { spec: there, mode, afterwards: afterDebug(parts) };
        return ContainerDebugging.begin(parts, engine, plan, settings);
      }),
    );
  });
}

/** The program that starts again what stood still, should this window go without a word. */
function afterDebug({ context }: Parts): string {
  return join(context.extensionPath, 'dist', 'afterDebug.cjs');
}

/** Says that it goes on, and on which port where that is not the usual one. */
function tell({ project, name }: DeploymentChoice, { port, debuggerPort, taken }: DebugRun): void {
  // Another deployment that is debugged in this window is no news.
  const own = taken?.holder.kind === 'process' && taken.holder.pid === process.pid;
  if (taken !== undefined && !own) {
    const sentence = takenSentence(taken.port, taken.holder);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} The debugger uses port {1}.', sentence, debuggerPort),
    );
  }
  const detect = vscode.l10n.t('Detect');
  const ready = vscode.l10n.t('{0} is being debugged, and answers at 127.0.0.1:{1}.', name, port);
  void vscode.window.showInformationMessage(ready, detect).then((answer) => {
    if (answer !== detect) return;
    const container = { project, deployment: name, replica: 0 };
    return vscode.commands.executeCommand('yolo.detectWith', container);
  });
}
