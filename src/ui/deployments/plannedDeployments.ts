import type * as vscode from 'vscode';
import type { YoloJson } from '../../project/yoloJson.ts';
import type { DeploymentKey } from './rows.ts';

/** The workspace's `yolo.json` files, as far as they can be read. */
export interface SavedProjects {
  readonly onDidChange: vscode.Event<void>;
  list(): Promise<readonly { readonly value: YoloJson | undefined }[]>;
}

/** The deployments that the workspace describes, whether or not they run. */
export async function plannedDeployments(projects: SavedProjects): Promise<DeploymentKey[]> {
  return (await projects.list()).flatMap(({ value }) =>
    Object.keys(value?.deployments ?? {}).map((deployment) => ({
      project: value?.name ?? '',
      deployment,
    })),
  );
}
