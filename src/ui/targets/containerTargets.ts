import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import { answers, type Replica, withoutDebugged } from '../../deployment/replicaState.ts';
import type { EngineAddress } from '../../engine/engineAddress.ts';
import { Disposables } from '../disposables.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import type { CardNames } from '../gpus/cardNames.ts';
import { runsOnGpu } from '../gpus/monitorSources.ts';
import { engineSettings } from '../settings.ts';
import type { Target, Targets } from '../target.ts';
import { ContainerClients } from './containerClients.ts';
import { ContainerTarget } from './containerTarget.ts';
import { containerTargetId, type ReplicaKey, replicaKey } from './containerTargetId.ts';

/**
 * Milliseconds after a list was asked for until the engine is looked for: its client library takes
 * a while to load, in which a panel that opens would not get its first answer.
 */
const LATER_MS = 1_500;
/** Milliseconds after the last use until the engine is no longer watched for the targets' sake. */
const IDLE_MS = 10 * 60_000;

/**
 * Containers that are ready, as targets. Their list is what is known at once; using it has the
 * engine watched for a while, and changes are told.
 */
export class ContainerTargets implements Targets, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  readonly #engine: CurrentEngine;
  readonly #cards: CardNames;
  readonly #clients = new ContainerClients();
  #told = '';
  #watching: vscode.Disposable | undefined;
  #later: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** Fires when containers become ready, or cease to be, or their cards are called otherwise. */
  readonly onDidChange = this.#changed.event;

  constructor(engine: CurrentEngine, cards: CardNames) {
    this.#engine = engine;
    this.#cards = cards;
    this.#parts.add(cards.onDidChange(() => this.#follow()));
    this.#parts.add(engine.onDidChange(() => this.#follow()));
    this.#parts.add({ dispose: () => this.#rest() });
    this.#parts.add({ dispose: () => this.#clients.keep(new Set()) });
  }

  /** Those that are known to be ready now; never waits for the engine. */
  async list(): Promise<readonly Target[]> {
    if (!vscode.workspace.isTrusted) return [];
    this.#use();
    const ready = serving(this.#engine.view.replicas).filter(({ state }) => state === 'ready');
    if (ready.some(runsOnGpu)) this.#cards.ask();
    return ready.map((replica) => this.#target(keyOf(replica)));
  }

  /** Also one that does not run now: using it says what to do. */
  async find(id: string): Promise<Target | undefined> {
    const key = replicaKey(id);
    return key && vscode.workspace.isTrusted ? this.#target(key) : undefined;
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #target(key: ReplicaKey): ContainerTarget {
    const all = serving(this.#engine.view.replicas).filter(
      ({ labels }) => labels.project === key.project && labels.deployment === key.deployment,
    );
    const replica = all.find(({ labels }) => labels.replica === key.replica);
    const single = key.replica === 0 && all.length <= 1;
    const label = single ? key.deployment : `${key.deployment}-${key.replica}`;
    return new ContainerTarget(key, label, replica, {
      engine: this.#engine,
      clients: this.#clients,
      cards: this.#cards,
    });
  }

  #follow(): void {
    const { connection, replicas, listed } = this.#engine.view;
    if (listed) this.#clients.keep(new Set(replicas.map(({ id }) => id)));
    // An engine that is away is not tried again for the targets' sake alone.
    if (connection.state === 'failed') this.#rest();
    const now = serving(replicas)
      .filter(({ state }) => state === 'ready')
      .map((replica) => {
        const { id, port, labels } = replica;
        const card = this.#cards.nameOf(labels.gpu) ?? '';
        return `${containerTargetId(keyOf(replica))} ${id} ${port} ${card}`;
      })
      .join('\n');
    if (now === this.#told) return;
    this.#told = now;
    this.#changed.fire();
  }

  /** Has the engine watched from soon on, until nobody has asked for a while. */
  #use(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#rest(), IDLE_MS);
    if (this.#watching || this.#later) return;
    this.#later = setTimeout(() => void this.#watch(), this.#engine.live ? 0 : LATER_MS);
  }

  async #watch(): Promise<void> {
    const there = await mayBeThere();
    if (this.#later === undefined) return;
    this.#later = undefined;
    if (there) this.#watching = this.#engine.watch();
  }

  #rest(): void {
    clearTimeout(this.#later);
    clearTimeout(this.#idle);
    this.#later = undefined;
    this.#watching?.dispose();
    this.#watching = undefined;
  }
}

function serving(replicas: readonly Replica[]): readonly Replica[] {
  return withoutDebugged(replicas).filter(answers);
}

function keyOf({ labels }: Replica): ReplicaKey {
  return labels;
}

/** Whether it is worth loading the engine's client: not where there is not even a socket. */
async function mayBeThere(): Promise<boolean> {
  try {
    const { findEngine } = await import('../../engine/findEngine.ts');
    const { address } = await findEngine(engineSettings());
    return await hasSocket(address);
  } catch {
    return false;
  }
}

async function hasSocket(address: EngineAddress): Promise<boolean> {
  if (address.kind !== 'socket') return true;
  return access(address.path).then(
    () => true,
    () => false,
  );
}
