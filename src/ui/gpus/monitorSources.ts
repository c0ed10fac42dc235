import type * as vscode from 'vscode';
import type { Replica } from '../../deployment/replicaState.ts';
import type { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import type { ProjectFiles } from '../project/projectFiles.ts';
import type { ContainerFocus } from '../status/containerFocus.ts';

/** What watching by itself needs. */
export interface MonitorSources {
  readonly engine: CurrentEngine;
  readonly gpus: GpuSampler;
  readonly focus: ContainerFocus;
  readonly projects: ProjectFiles;
  readonly log: vscode.LogOutputChannel;
}

/** Whether a container runs, or is frozen, on a card. */
export function runsOnGpu({ state, labels }: Replica): boolean {
  return labels.gpu !== 'cpu' && state !== 'exited' && state !== 'removing';
}
