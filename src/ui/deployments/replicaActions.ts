import type { Replica, ReplicaState } from '../../deployment/replicaState.ts';

/** What can be done with a container; the manifest's menus ask for these names. */
export const ACTIONS = [
  'detect',
  'log',
  'start',
  'stop',
  'restart',
  'debug',
  'pause',
  'resume',
  'shell',
  'endpoint',
  'curl',
  'dockerRun',
  'budget',
  'remove',
] as const;
export type ReplicaAction = (typeof ACTIONS)[number];

const BY_STATE: Readonly<Record<ReplicaState, readonly ReplicaAction[]>> = {
  starting: ['log', 'stop', 'restart', 'debug', 'shell', 'endpoint', 'curl', 'dockerRun', 'remove'],
  ready: [
    ...['detect', 'log', 'stop', 'restart', 'debug', 'pause', 'shell'],
    ...['endpoint', 'curl', 'dockerRun', 'remove'],
  ] as ReplicaAction[],
  unhealthy: [
    'log',
    'stop',
    'restart',
    'debug',
    'shell',
    'endpoint',
    'curl',
    'dockerRun',
    'remove',
  ],
  paused: ['log', 'stop', 'resume', 'endpoint', 'dockerRun', 'remove'],
  exited: ['log', 'start', 'debug', 'dockerRun', 'remove'],
  removing: [],
};

/** Whoever deploys decides on containers that come or go; they can be looked into, and removed. */
const IN_REPLACEMENT: readonly ReplicaAction[] = ['log', 'shell', 'remove'];
/** Whoever debugs decides on the container's life: it ends with the debugging. */
const IN_DEBUGGING: readonly ReplicaAction[] = [
  'detect',
  'log',
  'shell',
  'endpoint',
  'curl',
  'remove',
];

/** What can be done with a container in its state. */
export function actionsOf({ state, role, labels }: Replica): readonly ReplicaAction[] {
  const actions = BY_STATE[state];
  // One that has a budget of video memory, on a card.
  const budgeted = labels.vramMib > 0 && labels.gpu !== 'cpu' && state !== 'removing';
  if (role === 'serving') return budgeted ? [...actions, 'budget'] : actions;
  const allowed = role === 'debug' ? IN_DEBUGGING : IN_REPLACEMENT;
  return actions.filter((one) => allowed.includes(one));
}

/** Actions that mean all containers of a deployment at once; the others mean one. */
const ON_ALL: readonly ReplicaAction[] = ['start', 'stop', 'restart', 'pause', 'resume', 'remove'];

/** What can be done with a deployment as a whole. */
export function actionsOfAll(replicas: readonly Replica[]): readonly ReplicaAction[] {
  return ON_ALL.filter((action) => replicas.some((one) => actionsOf(one).includes(action)));
}

/** Whether an action takes all containers that are meant, rather than one of them. */
export function isForAll(action: ReplicaAction): boolean {
  return ON_ALL.includes(action);
}
