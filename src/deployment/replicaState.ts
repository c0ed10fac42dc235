import type { ContainerInfo } from 'dockerode';
import { SERVER_PORT } from './containerOptions.ts';
import { type ContainerRole, roleOf } from './deploymentSpec.ts';
import { type DeploymentLabels, readLabels } from './labels.ts';

/** What a replica does now. */
export type ReplicaState =
  /** Made, or running and not yet ready. */
  | 'starting'
  | 'ready'
  /** Runs, but its health check fails. */
  | 'unhealthy'
  /** Frozen, keeping its memory. */
  | 'paused'
  /** Ended. */
  | 'exited'
  | 'removing';

/** One container of a deployment. */
export interface Replica {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly role: ContainerRole;
  readonly labels: DeploymentLabels;
  readonly image: string;
  readonly state: ReplicaState;
  /** Exit code when it has ended; undefined before that and where the engine does not tell. */
  readonly exitCode: number | undefined;
  /** Port on the engine's host; undefined while it has none. */
  readonly port: number | undefined;
  /** The engine's words on its age, such as `Up 5 minutes (healthy)`. */
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** A container of the engine's list as a replica; undefined when it is none of ours. */
export function replicaOf(info: ContainerInfo): Replica | undefined {
  const labels = readLabels(info.Labels ?? {});
  if (labels === undefined) return undefined;
  const name = (info.Names?.[0] ?? info.Id).replace(/^\//, '');
  const published = info.Ports?.find(
    ({ PrivatePort, PublicPort }) => PrivatePort === SERVER_PORT && PublicPort,
  );
  const exit = /^(?:Exited|Dead) \((\d+)\)/.exec(info.Status)?.[1];
  return {
    id: info.Id,
    name,
    role: roleOf(name),
    labels,
    image: info.Image,
    state: stateOf(info.State, info.Status),
    exitCode: exit === undefined ? undefined : Number(exit),
    port: published?.PublicPort,
    status: info.Status,
    created: info.Created * 1000,
  };
}

/** Without those that stand still while another container is debugged in their place. */
export function withoutDebugged<R extends Replica>(replicas: readonly R[]): R[] {
  const debugged = new Set(replicas.filter(({ role }) => role === 'debug').map(keyOf));
  return replicas.filter(
    (replica) =>
      replica.role !== 'serving' || replica.state !== 'exited' || !debugged.has(keyOf(replica)),
  );
}

function keyOf({ labels }: Replica): string {
  return JSON.stringify([labels.project, labels.deployment, labels.replica]);
}

/** Whether it is the one that answers for its place in the deployment. */
export function answers({ role }: Replica): boolean {
  return role === 'serving' || role === 'debug';
}

function stateOf(state: string, status: string): ReplicaState {
  switch (state) {
    case 'paused':
    case 'removing':
      return state;
    case 'created':
    case 'restarting':
      return 'starting';
    case 'running':
      if (/\(unhealthy\)/.test(status)) return 'unhealthy';
      // An image without a health check is as ready as it can be seen to be.
      return /\(health: starting\)/.test(status) ? 'starting' : 'ready';
    default:
      return 'exited';
  }
}
