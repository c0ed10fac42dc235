import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import {
  pauseContainer,
  restartContainer,
  resumeContainer,
  stopContainer,
} from '../../engine/containers.ts';
import type { Engine } from '../../engine/engine.ts';
import { askWhereFull } from '../deployments/askWhereFull.ts';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import { offerOtherPort, PortTaken, startOnItsPort } from '../deployments/startOnItsPort.ts';
import { withReplicas } from '../deployments/withReplicas.ts';
import type { Parts } from '../parts.ts';

/** What changes the state of a container. */
export type Control = 'start' | 'stop' | 'restart' | 'pause' | 'resume';

/** Changes the state of the containers of a deployment, or of one container. */
export async function controlReplicas(
  parts: Parts,
  control: Control,
  argument: unknown,
): Promise<void> {
  const { title, doing, work } = CONTROLS[control];
  const replicas = await chosenReplicas(parts, control, title(), argument);
  if (control === 'start' && replicas.length > 0) {
    requireTrust();
    await askWhereFull(parts, await parts.engine.get(), replicas);
  }
  try {
    await withReplicas(parts, replicas, doing(), work);
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    await offerOtherPort(error);
  }
}

interface ControlWork {
  readonly title: () => string;
  readonly doing: () => string;
  readonly work: (engine: Engine, replica: WatchedReplica) => Promise<void>;
}

const CONTROLS: Readonly<Record<Control, ControlWork>> = {
  start: {
    title: () => vscode.l10n.t('Start Deployment'),
    doing: () => vscode.l10n.t('starting'),
    work: startOnItsPort,
  },
  stop: {
    title: () => vscode.l10n.t('Stop Deployment'),
    doing: () => vscode.l10n.t('stopping'),
    work: async (engine, { id, state }) => {
      // What is frozen cannot end by itself.
      if (state === 'paused') await resumeContainer(engine, id);
      await stopContainer(engine, id);
    },
  },
  restart: {
    title: () => vscode.l10n.t('Restart Deployment'),
    doing: () => vscode.l10n.t('restarting'),
    work: (engine, { id }) => restartContainer(engine, id),
  },
  pause: {
    title: () => vscode.l10n.t('Pause Deployment'),
    doing: () => vscode.l10n.t('pausing'),
    work: (engine, { id }) => pauseContainer(engine, id),
  },
  resume: {
    title: () => vscode.l10n.t('Resume Deployment'),
    doing: () => vscode.l10n.t('resuming'),
    work: (engine, { id }) => resumeContainer(engine, id),
  },
};
