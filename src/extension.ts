import * as vscode from 'vscode';
import { registerCommands } from './ui/commands/registerCommands.ts';
import { DebugSessions } from './ui/debug/debugSessions.ts';
import { Builder } from './ui/deploy/builder.ts';
import { imageParts } from './ui/deploy/imageParts.ts';
import { Activities } from './ui/deployments/activities.ts';
import { DeploymentsView } from './ui/deployments/deploymentsView.ts';
import { Disposables } from './ui/disposables.ts';
import { CurrentEngine } from './ui/engine/currentEngine.ts';
import { EngineContext } from './ui/engine/engineContext.ts';
import { EngineStatus } from './ui/engine/engineStatus.ts';
import { CardNames } from './ui/gpus/cardNames.ts';
import { GpuChartsView } from './ui/gpus/charts/gpuChartsView.ts';
import { ExporterFeed } from './ui/gpus/exporterFeed.ts';
import { GpuMonitor } from './ui/gpus/gpuMonitor.ts';
import { GpusView } from './ui/gpus/gpusView.ts';
import { windowGpus } from './ui/gpus/windowGpus.ts';
import { ReplicaLogs } from './ui/logs/replicaLogs.ts';
import { BundledModels } from './ui/models/bundledModels.ts';
import { ModelDocuments } from './ui/models/modelDocuments.ts';
import { ModelReports } from './ui/models/modelReports.ts';
import { ModelsView } from './ui/models/modelsView.ts';
import { WorkspaceModels } from './ui/models/workspaceModels.ts';
import { LazyDetectPanels } from './ui/panels/lazyDetectPanels.ts';
import { KnownCards } from './ui/project/knownCards.ts';
import { ProjectDiagnostics } from './ui/project/projectDiagnostics.ts';
import { ProjectFiles } from './ui/project/projectFiles.ts';
import { registerProjectProviders } from './ui/project/registerProjectProviders.ts';
import { StatedModels } from './ui/project/statedModels.ts';
import { ContainerFocus } from './ui/status/containerFocus.ts';
import { ModelStatus } from './ui/status/modelStatus.ts';
import { AllTargets } from './ui/targets/allTargets.ts';
import { ContainerTargets } from './ui/targets/containerTargets.ts';
import { LocalTargets } from './ui/targets/localTargets.ts';
import { ServerPhases } from './ui/targets/serverPhases.ts';
import { TargetMemory } from './ui/targets/targetMemory.ts';
import { WindowServers } from './ui/targets/windowServers.ts';

let debugSessions: DebugSessions | undefined;
let servers: WindowServers | undefined;

/** Makes the parts and wires them. Nothing here starts a process or reads a file. */
export function activate(context: vscode.ExtensionContext): void {
  const began = performance.now();
  const parts = new Disposables();
  context.subscriptions.push(parts);
  const log = parts.add(vscode.window.createOutputChannel('YOLO Dock', { log: true }));
  const models = parts.add(new WorkspaceModels());
  const projects = parts.add(new ProjectFiles());
  const statedModels = parts.add(new StatedModels(projects));
  const reports = new ModelReports(statedModels);
  const bundled = new BundledModels(context.extensionPath);
  const memory = parts.add(new TargetMemory(context.workspaceState));
  const phases = parts.add(new ServerPhases());
  servers = new WindowServers(context, log, phases, statedModels);
  const engine = parts.add(new CurrentEngine());
  const local = new LocalTargets({ servers, models, reports, bundled, memory });
  const gpus = windowGpus(context, engine);
  parts.add({ dispose: () => void gpus.dispose() });
  const cards = parts.add(new CardNames(gpus));
  const containers = parts.add(new ContainerTargets(engine, cards));
  const targets = new AllTargets(local, containers, memory);
  const documents = parts.add(new ModelDocuments(reports, models));
  const view = parts.add(new ModelsView(models, reports, memory));
  parts.add(statedModels.onDidChange(() => view.refresh()));
  parts.add(statedModels.onDidChange(() => documents.refresh()));
  const activities = parts.add(new Activities());
  parts.add(new EngineContext(engine, log));
  parts.add(new EngineStatus());
  const focus = parts.add(new ContainerFocus(context.workspaceState, memory));
  parts.add(new DeploymentsView({ engine, activities, projects, focus, cards }));
  parts.add(registerProjectProviders(models));
  const builder = parts.add(new Builder(imageParts(context.extensionPath)));
  const exporterFeed = parts.add(new ExporterFeed(engine, log));
  parts.add(new GpusView({ gpus, engine, focus }));
  parts.add(new GpuChartsView({ extension: context.extensionUri, gpus, engine, log }));
  parts.add(new GpuMonitor({ engine, gpus, focus, projects, log }));
  const known = parts.add(new KnownCards(gpus, engine));
  const problems = parts.add(new ProjectDiagnostics(projects, () => known.list()));
  parts.add(known.onDidChange(() => problems.refresh()));
  debugSessions = new DebugSessions();
  const logs = parts.add(new ReplicaLogs(engine));
  const panels = parts.add(new LazyDetectPanels(context, targets, log));
  const refresh = () => panels.refreshTargets();
  parts.add(memory.onDidChange(refresh));
  parts.add(models.onDidChange(refresh));
  parts.add(statedModels.onDidChange(refresh));
  parts.add(containers.onDidChange(refresh));
  parts.add(vscode.workspace.onDidGrantWorkspaceTrust(refresh));
  const selectedModel = () => view.selected;
  parts.add(
    registerCommands({
      context,
      log,
      models,
      reports,
      bundled,
      documents,
      memory,
      targets,
      engine,
      activities,
      builder,
      gpus,
      cards,
      exporterFeed,
      focus,
      debugSessions,
      logs,
      projects,
      statedModels,
      selectedModel,
      panels,
    }),
  );
  parts.add(new ModelStatus(targets, memory, phases, focus, models));
  log.info(`activated in ${(performance.now() - began).toFixed(1)} ms`);
}

/** VS Code waits for this a few seconds, in which the servers end in good order. */
export async function deactivate(): Promise<void> {
  await Promise.all([servers?.dispose(), debugSessions?.endAll()]);
}
