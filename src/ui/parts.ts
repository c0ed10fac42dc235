import type * as vscode from 'vscode';
import type { GpuSampler } from '../gpu/gpuSampler.ts';
import type { DebugSessions } from './debug/debugSessions.ts';
import type { Builder } from './deploy/builder.ts';
import type { Activities } from './deployments/activities.ts';
import type { CurrentEngine } from './engine/currentEngine.ts';
import type { CardNames } from './gpus/cardNames.ts';
import type { ExporterFeed } from './gpus/exporterFeed.ts';
import type { ReplicaLogs } from './logs/replicaLogs.ts';
import type { BundledModels } from './models/bundledModels.ts';
import type { ModelDocuments } from './models/modelDocuments.ts';
import type { ModelReports } from './models/modelReports.ts';
import type { WorkspaceModels } from './models/workspaceModels.ts';
import type { ProjectFiles } from './project/projectFiles.ts';
import type { StatedModels } from './project/statedModels.ts';
import type { ContainerFocus } from './status/containerFocus.ts';
import type { AllTargets } from './targets/allTargets.ts';
import type { TargetMemory } from './targets/targetMemory.ts';

/** Shows what a model finds in pictures. */
export interface ImagePanels {
  show(images: readonly vscode.Uri[]): Promise<void>;
  /** Brings what was shown last to the front; false when there is nothing. */
  reveal(): boolean;
}

/** What commands work with; made once by `extension.ts`. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly models: WorkspaceModels;
  readonly reports: ModelReports;
  readonly bundled: BundledModels;
  readonly documents: ModelDocuments;
  readonly memory: TargetMemory;
  readonly targets: AllTargets;
  readonly engine: CurrentEngine;
  /** What is being done with deployments now. */
  readonly activities: Activities;
  readonly builder: Builder;
  readonly gpus: GpuSampler;
  /** What people call the cards. */
  readonly cards: CardNames;
  /** Keeps a GPU exporter up to date. */
  readonly exporterFeed: ExporterFeed;
  /** The container that the status bar speaks of; whoever debugs one says so here. */
  readonly focus: ContainerFocus;
  /** What is debugged in this window. */
  readonly debugSessions: DebugSessions;
  /** Logs of containers. */
  readonly logs: ReplicaLogs;
  /** The `yolo.json` files of the workspace. */
  readonly projects: ProjectFiles;
  /** What those state of models. */
  readonly statedModels: StatedModels;
  /** Weights selected in the Models view. */
  readonly selectedModel: () => vscode.Uri | undefined;
  readonly panels: ImagePanels;
}
