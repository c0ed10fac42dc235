import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { containerUse } from '../../gpu/containerUse.ts';
import type { GpuSnapshot, GpuState } from '../../gpu/gpuSnapshot.ts';
import {
  type BudgetLevel,
  type CardLevel,
  memoryLevels,
  worthTelling,
} from '../../gpu/memoryLevels.ts';
import type { OutOfMemory } from '../../gpu/outOfMemory.ts';
import { cardName } from '../../gpu/placement/units.ts';
import { ThresholdWatch } from '../../gpu/thresholdWatch.ts';
import { replicaName } from '../deployments/replicaText.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { gpuAlerts, gpuIntervalMs, warnAbove } from '../settings.ts';
import { memoryOf, percent, shortMemory } from './gpuText.ts';
import { runsOnGpu } from './monitorSources.ts';

const MIB = 2 ** 20;

/** A peak that is over sooner is nobody's business. */
const FOR_MS = 5000;

interface Offer {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

/** Warns once when video memory runs out, and explains when a container has run out of it. */
export class GpuAlerts implements vscode.Disposable {
  readonly #engine: CurrentEngine;
  readonly #watch = new ThresholdWatch();
  #snapshot: GpuSnapshot | undefined;
  #disposed = false;

  constructor(engine: CurrentEngine) {
    this.#engine = engine;
  }

  /** Takes in what the hardware says. */
  look(state: GpuState): void {
    this.#snapshot = state.ok ? state.snapshot : undefined;
    if (!state.ok || !gpuAlerts()) return;
    const containers = this.#replicas().map(({ id, labels }) => ({
      id,
      uuid: labels.gpu,
      budgetBytes: labels.vramMib * MIB,
    }));
    const levels = memoryLevels(state.snapshot, containers);
    // At a slow pace each look stands for the whole time since the one before.
    const gapMs = 3 * gpuIntervalMs() + 2000;
    const threshold = { above: warnAbove(), forMs: FOR_MS, gapMs };
    const rising = this.#watch.look(levels, threshold, performance.now());
    for (const level of worthTelling(rising)) {
      void (isBudget(level) ? this.#warnOfBudget(level) : this.#warnOfCard(level));
    }
  }

  /** A container's log says that it ran out of video memory. */
  ranOut(replica: WatchedReplica, { askedBytes }: OutOfMemory): void {
    const { labels } = replica;
    const name = this.#nameOf(replica);
    const use =
      this.#snapshot && containerUse(this.#snapshot, { containerId: replica.id, uuid: labels.gpu });
    const budget = labels.vramMib * MIB;
    const sentences = [
      askedBytes === undefined
        ? vscode.l10n.t('{0} ran out of video memory.', name)
        : vscode.l10n.t(
            '{0} ran out of video memory: {1} more were not to be had.',
            name,
            shortMemory(askedBytes),
          ),
      use?.vramBytes === undefined
        ? undefined
        : vscode.l10n.t('It uses {0}.', memoryOf(use.vramBytes, budget > 0 ? budget : undefined)),
      vscode.l10n.t('Smaller pictures or batches need less; another card or slice may have more.'),
    ];
    const log = vscode.l10n.t('Show Log');
    void this.#warn(sentences.filter((one) => one !== undefined).join(' '), [
      { title: log, command: 'yolo.showDeploymentLog', argument: labels },
      SHOW(),
      ...(budget > 0 ? [raise(labels)] : []),
    ]);
  }

  dispose(): void {
    this.#disposed = true;
  }

  #replicas(): WatchedReplica[] {
    return this.#engine.view.replicas.filter(runsOnGpu);
  }

  #find(containerId: string | undefined): WatchedReplica | undefined {
    return this.#replicas().find(({ id }) => id === containerId);
  }

  #nameOf(replica: WatchedReplica): string {
    const { project, deployment } = replica.labels;
    const others = this.#replicas().filter(
      ({ labels }) => labels.project === project && labels.deployment === deployment,
    );
    return replicaName(replica, others.length <= 1 && replica.labels.replica === 0);
  }

  #warnOfBudget({ containerId, used, of }: BudgetLevel): Promise<void> | undefined {
    const replica = this.#find(containerId);
    if (replica === undefined) return undefined;
    const name = this.#nameOf(replica);
    const text = vscode.l10n.t(
      '{0} uses {1} of its budget of video memory: {2}.',
      name,
      percent(used / of),
      memoryOf(used, of),
    );
    return this.#warn(text, [SHOW(), raise(replica.labels), stop(name, replica)]);
  }

  #warnOfCard({ device, instance, used, of, biggest }: CardLevel): Promise<void> {
    const place = cardName(device, instance);
    const replica = this.#find(biggest?.containerId);
    const full = vscode.l10n.t(
      'The video memory of {0} is {1} full: {2}.',
      place,
      percent(used / of),
      memoryOf(used, of),
    );
    if (replica === undefined || biggest === undefined) return this.#warn(full, [SHOW()]);
    const name = this.#nameOf(replica);
    const most = vscode.l10n.t('Most of it has {0}: {1}.', name, shortMemory(biggest.vramBytes));
    return this.#warn(`${full} ${most}`, [SHOW(), stop(name, replica)]);
  }

  async #warn(text: string, offers: readonly Offer[]): Promise<void> {
    const simulated = this.#snapshot?.simulated;
    const shown = simulated ? vscode.l10n.t('{0} (Simulated.)', text) : text;
    const titles = offers.map(({ title }) => title);
    const answer = await vscode.window.showWarningMessage(shown, ...titles);
    const chosen = offers.find(({ title }) => title === answer);
    if (chosen === undefined || this.#disposed) return;
    await vscode.commands.executeCommand(chosen.command, chosen.argument);
  }
}

function isBudget(level: BudgetLevel | CardLevel): level is BudgetLevel {
  return level.kind === 'budget';
}

const SHOW = (): Offer => ({ title: vscode.l10n.t('Show GPUs'), command: 'yolo.showGpus' });

function raise(labels: WatchedReplica['labels']): Offer {
  const title = vscode.l10n.t('Raise Budget…');
  return { title, command: 'yolo.raiseBudget', argument: labels };
}

function stop(name: string, { labels }: WatchedReplica): Offer {
  const title = vscode.l10n.t('Stop {0}', name);
  return { title, command: 'yolo.stopDeployment', argument: labels };
}
