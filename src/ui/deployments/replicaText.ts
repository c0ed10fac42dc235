import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import type { Replica } from '../../deployment/replicaState.ts';
import type { NameOfCard } from '../gpus/cardNames.ts';

/** Name of one container: its deployment's, with its number where the deployment has several. */
export function replicaName({ labels }: Replica, alone: boolean): string {
  return alone ? labels.deployment : `${labels.deployment}-${labels.replica}`;
}

/** What a container does now, such as `ready` or `exited with code 137`. */
export function stateText({ state, exitCode, outOfMemory }: WatchedReplica): string {
  switch (state) {
    case 'starting':
      return vscode.l10n.t('starting');
    case 'ready':
      return vscode.l10n.t('ready');
    case 'unhealthy':
      return vscode.l10n.t('unhealthy');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'removing':
      return vscode.l10n.t('being removed');
    case 'exited':
      if (outOfMemory) return vscode.l10n.t('out of memory (exit code {0})', exitCode ?? 137);
      if (exitCode === undefined) return vscode.l10n.t('exited');
      return vscode.l10n.t('exited with code {0}', exitCode);
  }
}

/** Its part while a deployment is replaced; undefined when it simply serves. */
export function roleText({ role }: Replica): string | undefined {
  if (role === 'debug') return vscode.l10n.t('being debugged');
  if (role === 'trial') return vscode.l10n.t('being tried out');
  return role === 'previous' ? vscode.l10n.t('previous') : undefined;
}

/** Signs of a UUID that tell cards apart. */
const UUID_SHOWN = 8;

/**
 * Where it runs: `CPU`, `GPU 0` or `GPU 0 · 1g.18gb #3`; a card that is not known by the beginning of its
 * UUID, as `GPU 8f3a1c2d` or `MIG 8f3a1c2d`.
 */
export function deviceText({ labels }: Replica, nameOf: NameOfCard): string {
  if (labels.gpu === 'cpu') return 'CPU';
  const [, kind = 'GPU', uuid = labels.gpu] = /^(GPU|MIG)-(.*)$/.exec(labels.gpu) ?? [];
  return nameOf(labels.gpu) ?? `${kind} ${uuid.slice(0, UUID_SHOWN)}`;
}

const MINUTE_MS = 60_000;
const UNITS = [
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
] as const;

/** How long ago that was, such as `5 min`, `3 hr` or `2 days`. */
export function ageText(since: number, now: number): string {
  const minutes = Math.max(0, (now - since) / MINUTE_MS);
  const [unit, length] = UNITS.find(([, of]) => minutes >= of) ?? ['minute', 1];
  const count = Math.floor(minutes / length);
  const text = new Intl.NumberFormat(vscode.env.language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
  }).format(Math.max(1, count));
  return count === 0 ? `< ${text}` : text;
}

/** How long it has been as it is; undefined where the engine does not tell. */
export function lifeText({ state, since }: WatchedReplica, now: number): string | undefined {
  if (since === undefined) return undefined;
  const age = ageText(since, now);
  return state === 'exited' ? vscode.l10n.t('{0} ago', age) : vscode.l10n.t('for {0}', age);
}
