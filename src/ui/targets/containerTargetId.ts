const PREFIX = 'container:';

/** Which container is meant: by name, so that what replaces it is meant as well. */
export interface ReplicaKey {
  readonly project: string;
  readonly deployment: string;
  readonly replica: number;
}

/** The id of the target that detects with a container. */
export function containerTargetId({ project, deployment, replica }: ReplicaKey): string {
  return `${PREFIX}${[project, deployment, String(replica)].map(encodeURIComponent).join('/')}`;
}

/** The container that a target's id means; undefined for targets of other kinds. */
export function replicaKey(id: string): ReplicaKey | undefined {
  if (!id.startsWith(PREFIX)) return undefined;
  try {
    const parts = id.slice(PREFIX.length).split('/').map(decodeURIComponent);
    const [project = '', deployment = '', replica = ''] = parts;
    const known =
      parts.length === 3 && project !== '' && deployment !== '' && /^\d+$/.test(replica);
    return known ? { project, deployment, replica: Number(replica) } : undefined;
  } catch {
    // An id out of an older window's memory need not be well-formed.
    return undefined;
  }
}
