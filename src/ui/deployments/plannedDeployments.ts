import * as vscode from 'vscode';
import type { YoloJson } from '../../project/yoloJson.ts';
import type { DeploymentKey } from './rows.ts';

/** The workspace's `yolo.json` files, as far as they can be read. */
export interface SavedProjects {
  readonly onDidChange: vscode.Event<void>;
  list(): Promise<readonly SavedProject[]>;
}

interface SavedProject {
  /** Absent when the file has errors. */
  readonly value: YoloJson | undefined;
  readonly file: vscode.Uri;
}

/** What the workspace describes. */
export interface Planned {
  /** The deployments, whether or not they run. */
  readonly deployments: readonly DeploymentKey[];
  /** The files with errors, whose deployments nobody knows; paths within the workspace. */
  readonly broken: readonly string[];
}

/** Reads what the workspace describes. */
export async function plannedDeployments(projects: SavedProjects): Promise<Planned> {
  const all = await projects.list();
  return {
    deployments: all.flatMap(({ value }) =>
      Object.keys(value?.deployments ?? {}).map((deployment) => ({
        project: value?.name ?? '',
        deployment,
      })),
    ),
    broken: all
      .filter(({ value }) => value === undefined)
      .map(({ file }) => vscode.workspace.asRelativePath(file)),
  };
}
