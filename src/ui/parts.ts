import type * as vscode from 'vscode';
import type { BundledModels } from './models/bundledModels.ts';
import type { ModelDocuments } from './models/modelDocuments.ts';
import type { ModelReports } from './models/modelReports.ts';
import type { WorkspaceModels } from './models/workspaceModels.ts';
import type { LocalTargets } from './targets/localTargets.ts';
import type { TargetMemory } from './targets/targetMemory.ts';

/** Shows what a model finds in pictures. */
export interface ImagePanels {
  show(images: readonly vscode.Uri[]): Promise<void>;
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
  readonly targets: LocalTargets;
  /** Weights selected in the Models view. */
  readonly selectedModel: () => vscode.Uri | undefined;
  readonly panels: ImagePanels;
}
