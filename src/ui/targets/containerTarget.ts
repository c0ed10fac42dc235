import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Client } from '../../contract/client.ts';
import { ContractError } from '../../contract/contractError.ts';
import { answers, type Replica, withoutDebugged } from '../../deployment/replicaState.ts';
import { deviceText } from '../deployments/replicaText.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { errorText } from '../errorText.ts';
import type { CardNames, NameOfCard } from '../gpus/cardNames.ts';
import type { Target } from '../target.ts';
import type { ContainerClients } from './containerClients.ts';
import { containerTargetId, type ReplicaKey } from './containerTargetId.ts';
import { replicasNow } from './replicasNow.ts';

/** Milliseconds that a server which starts is waited for, and between questions. */
const STARTING_MS = 15_000;
const ASK_MS = 100;
const QUESTION_MS = 5_000;

/** What the targets of containers share. */
export interface ContainerAccess {
  readonly engine: CurrentEngine;
  readonly clients: ContainerClients;
  readonly cards: CardNames;
}

/** Detects with the server in a deployment's container. */
export class ContainerTarget implements Target {
  readonly id: string;
  readonly label: string;
  readonly place: string;
  readonly revision: string;
  readonly #key: ReplicaKey;
  readonly #access: ContainerAccess;

  /**
   * @param replica the container as it was seen last; undefined while it is not known.
   * @param label name of the deployment, with the container's number where it has several.
   */
  constructor(
    key: ReplicaKey,
    label: string,
    replica: Replica | undefined,
    access: ContainerAccess,
  ) {
    this.id = containerTargetId(key);
    this.label = label;
    this.place = placeOf(replica, access.cards.nameOf);
    // What is debugged may answer otherwise the next time.
    const moment = replica?.labels.debug ? ` ${Date.now()}` : '';
    this.revision = `${replica?.id ?? ''}${moment}`;
    this.#key = key;
    this.#access = access;
  }

  async connect(signal?: AbortSignal): Promise<Client> {
    const { t } = vscode.l10n;
    requireTrust();
    const { engine, clients } = this.#access;
    const seen = engine.live ? this.#serving(engine.view.replicas) : undefined;
    // What is watched is a moment old: only that it is ready is believed.
    const replica =
      seen?.state === 'ready' ? seen : this.#serving(await explained(replicasNow(engine)));
    signal?.throwIfAborted();
    switch (replica?.state) {
      case 'ready':
      case 'unhealthy':
        return clients.of(await engine.get(), replica);
      case 'starting': {
        const client = await clients.of(await engine.get(), replica);
        await this.#becomesReady(client, signal);
        return client;
      }
      case 'paused':
        throw new Error(
          t('{0} is paused: resume it in the Deployments view to detect with it.', this.label),
        );
      case 'exited':
        throw new Error(
          t('{0} does not run: start it in the Deployments view, or deploy it again.', this.label),
        );
      default:
        throw new Error(
          t('{0} is no longer deployed: deploy it again, or choose another target.', this.label),
        );
    }
  }

  #serving(replicas: readonly Replica[]): Replica | undefined {
    const { project, deployment, replica } = this.#key;
    return withoutDebugged(replicas)
      .filter(answers)
      .find(
        ({ labels }) =>
          labels.project === project &&
          labels.deployment === deployment &&
          labels.replica === replica,
      );
  }

  async #becomesReady(client: Client, signal?: AbortSignal): Promise<void> {
    const latest = performance.now() + STARTING_MS;
    for (;;) {
      signal?.throwIfAborted();
      try {
        await client.ready({ timeoutMs: QUESTION_MS, ...(signal && { signal }) });
        return;
      } catch (error) {
        if (error instanceof ContractError && error.code === 'model_failed') throw error;
      }
      if (performance.now() > latest) {
        throw new Error(
          vscode.l10n.t(
            '{0} is still starting: try again in a moment, or see its log in the Deployments view.',
            this.label,
          ),
        );
      }
      await delay(ASK_MS, undefined, { signal });
    }
  }
}

/** Where a container runs, such as `GPU 0 · :5000` or `Container (CPU) · :5000`. */
function placeOf(replica: Replica | undefined, nameOf: NameOfCard): string {
  if (replica === undefined) return vscode.l10n.t('Container');
  const device =
    replica.labels.gpu === 'cpu' ? vscode.l10n.t('Container (CPU)') : deviceText(replica, nameOf);
  return replica.port === undefined ? device : `${device} · :${replica.port}`;
}

/** A failure of the engine in the user's language. */
async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(errorText(error), { cause: error });
  }
}
