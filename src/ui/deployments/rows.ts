import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { answers, withoutDebugged } from '../../deployment/replicaState.ts';

/** A deployment that is meant, by name. */
export interface DeploymentKey {
  readonly project: string;
  readonly deployment: string;
}

/** One container. */
export interface ReplicaRow {
  readonly kind: 'replica';
  readonly replica: WatchedReplica;
  /** Whether it stands for its whole deployment. */
  readonly alone: boolean;
}

/** A deployment of several containers, or of none. */
export interface DeploymentRow extends DeploymentKey {
  readonly kind: 'deployment';
  readonly replicas: readonly ReplicaRow[];
}

/** All deployments of one project. */
export interface ProjectRow {
  readonly kind: 'project';
  readonly project: string;
  readonly deployments: readonly (DeploymentRow | ReplicaRow)[];
}

/** A row of the Deployments view. */
export type Row = ProjectRow | DeploymentRow | ReplicaRow;

/**
 * The rows of the view, in the order of their names.
 * @param planned deployments that are shown even where nothing of them runs.
 */
export function rowsOf(
  replicas: readonly WatchedReplica[],
  planned: readonly DeploymentKey[],
): ProjectRow[] {
  const projects = new Map<string, Map<string, WatchedReplica[]>>();
  const place = ({ project, deployment }: DeploymentKey): WatchedReplica[] => {
    const deployments = projects.get(project) ?? new Map<string, WatchedReplica[]>();
    projects.set(project, deployments);
    const found = deployments.get(deployment) ?? [];
    deployments.set(deployment, found);
    return found;
  };
  for (const key of planned) place(key);
  for (const replica of withoutDebugged(replicas)) place(replica.labels).push(replica);
  return [...projects].sort(byName).map(([project, deployments]) => ({
    kind: 'project',
    project,
    deployments: [...deployments]
      .sort(byName)
      .map(([deployment, found]) => deploymentRow(project, deployment, found)),
  }));
}

function deploymentRow(
  project: string,
  deployment: string,
  found: readonly WatchedReplica[],
): DeploymentRow | ReplicaRow {
  const rows = found
    .toSorted((a, b) => a.labels.replica - b.labels.replica || a.created - b.created)
    .map((replica): ReplicaRow => ({ kind: 'replica', replica, alone: found.length === 1 }));
  const [first] = rows;
  if (rows.length === 1 && first) return first;
  return { kind: 'deployment', project, deployment, replicas: rows };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Stable name of a row: the tree keeps by it what is expanded and selected. */
export function rowId(row: Row): string {
  switch (row.kind) {
    case 'project':
      return path(row.project);
    case 'deployment':
      return path(row.project, row.deployment);
    case 'replica': {
      const { labels, role } = row.replica;
      const { project, deployment, replica } = labels;
      // What replaces the only container of a deployment is the same row to a person, but not the
      // same as a deployment of several: the tree would keep that one closed.
      if (row.alone) return path(project, deployment, 'only');
      return path(project, deployment, String(replica), role);
    }
  }
}

function path(...names: readonly string[]): string {
  return names.map(encodeURIComponent).join('/');
}

/** The containers below a row, or its own. */
export function replicasIn(row: Row): readonly WatchedReplica[] {
  switch (row.kind) {
    case 'project':
      return row.deployments.flatMap(replicasIn);
    case 'deployment':
      return row.replicas.flatMap(replicasIn);
    case 'replica':
      return [row.replica];
  }
}

/** How many are ready of the containers that answer; of all, where none does so yet. */
export function readyCount(rows: readonly ReplicaRow[]): {
  readonly ready: number;
  readonly of: number;
} {
  const all = rows.map(({ replica }) => replica);
  const answering = all.filter(answers);
  const counted = answering.length > 0 ? answering : all;
  return { ready: counted.filter(({ state }) => state === 'ready').length, of: counted.length };
}
