import * as vscode from 'vscode';
import { portHolder } from '../../deployment/ports.ts';
import type { Replica } from '../../deployment/replicaState.ts';
import { startContainer } from '../../engine/containers.ts';
import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/engineError.ts';
import { takenSentence } from '../deploy/portQuestion.ts';
import { errorText } from '../errorText.ts';
import type { DeploymentKey } from './rows.ts';

/** That a container did not start because somebody else has its port, which it cannot change. */
export class PortTaken extends Error {
  readonly key: DeploymentKey;

  constructor(sentence: string, { project, deployment }: DeploymentKey) {
    super(sentence);
    this.key = { project, deployment };
  }
}

/**
 * Starts a container that has ended.
 * @throws PortTaken, which says by whom, or EngineError.
 */
export async function startOnItsPort(engine: Engine, { id, labels }: Replica): Promise<void> {
  try {
    await startContainer(engine, id);
  } catch (error) {
    if (!(error instanceof EngineError && error.reason === 'port-in-use')) throw error;
    const holder = labels.port > 0 ? await portHolder(engine, labels.port, [id]) : undefined;
    // Who has it cannot be seen from here, or is gone already.
    const sentence = holder ? takenSentence(labels.port, holder) : errorText(error);
    throw new PortTaken(
      vscode.l10n.t('{0} was not started. {1}', labels.deployment, sentence),
      labels,
    );
  }
}

/** Says why, and offers to deploy it anew, where another port can be chosen. */
export async function offerOtherPort({ message, key }: PortTaken): Promise<void> {
  const again = vscode.l10n.t('Deploy Again');
  const answer = await vscode.window.showErrorMessage(message, again);
  if (answer === again) await vscode.commands.executeCommand('yolo.deployToGpu', key);
}
