import type { DeploymentKey } from '../deployments/rows.ts';

/** The deployment that a row of the view, or a command's argument, stands for. */
export function deploymentMeant(argument: unknown): DeploymentKey | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { replica, project, deployment } = argument as {
    replica?: { labels?: Partial<DeploymentKey> };
  } & Partial<DeploymentKey>;
  const key = { project, deployment, ...replica?.labels };
  if (typeof key.project !== 'string' || typeof key.deployment !== 'string') return undefined;
  return { project: key.project, deployment: key.deployment };
}
