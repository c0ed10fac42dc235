import type { Stack } from '../project/yoloJson.ts';
import type { PlannedRoom } from './plannedRoom.ts';

/** Where one replica runs. */
export type ReplicaDevice =
  | { readonly kind: 'cpu' }
  | {
      readonly kind: 'gpu';
      /** UUID of a GPU or of a MIG instance. */
      readonly uuid: string;
    };

/** A deployment with everything decided, as it is run. */
export interface DeploymentSpec {
  readonly project: string;
  readonly name: string;
  /** Key of the model in `yolo.json`. */
  readonly model: string;
  /** SHA-256 of the weights, hexadecimal. */
  readonly modelSha256: string;
  readonly stack: Stack;
  readonly stage: 'dev' | 'beta' | 'prod';
  readonly image: string;
  /** Id of the image that is meant, which may have lost the name meanwhile; undefined for whatever has it. */
  readonly imageId?: string;
  /** One entry a replica. */
  readonly devices: readonly ReplicaDevice[];
  /** Budget of video memory of each replica in MiB; undefined for none. */
  readonly vramMib?: number;
  /** Version of the host's NVIDIA driver, where it is known: newer ones can hold to the budget. */
  readonly driverVersion?: string;
  /** What the plan found free where it goes; undefined where nobody promises or checks any. */
  readonly rooms?: readonly PlannedRoom[];
  /** The user chose to give out more video memory than there is. */
  readonly overcommit?: boolean;
  /** Port on the engine's host of the first replica, the others follow; undefined for any. */
  readonly port?: number;
  /** Further environment of the server, such as `YOLO_CONF`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The usual name of the container of a replica. */
export function containerName(spec: { project: string; name: string }, replica: number): string {
  return `yolo-${spec.project}-${spec.name}-${replica}`;
}

/**
 * What a container's name says of its part: one that is tried out before it replaces another, one
 * that is kept until its successor is ready, one that is debugged while the other one stands still,
 * or none of these.
 */
export type ContainerRole = 'trial' | 'previous' | 'debug' | 'serving';

const SUFFIX = { trial: '.next', previous: '.old', debug: '.debug', serving: '' } as const;

/** Every role. */
export function allRoles(): ContainerRole[] {
  return Object.keys(SUFFIX) as ContainerRole[];
}

/** The name of a replica's container in a role. */
export function nameInRole(name: string, role: ContainerRole): string {
  return `${name}${SUFFIX[role]}`;
}

/** The role that a container's name tells. */
export function roleOf(name: string): ContainerRole {
  const roles = ['trial', 'previous', 'debug'] as const;
  return roles.find((role) => name.endsWith(SUFFIX[role])) ?? 'serving';
}
