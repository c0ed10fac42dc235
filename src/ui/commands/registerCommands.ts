import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import type { Parts } from '../parts.ts';
import { ProjectErrors } from '../project/projectErrors.ts';
import { COMMAND_IDS, type CommandId } from './commandIds.ts';
import { ModelClicks } from './openModel.ts';

const PROBLEMS_VIEW = 'workbench.actions.view.problems';

/** What a command does with the arguments that VS Code's menus give it. */
type Handler = (...args: readonly unknown[]) => unknown;

/** Registers every command; a failure becomes one message that leads to the log. */
export function registerCommands(parts: Parts): vscode.Disposable {
  const clicks = new ModelClicks(parts);
  const handlers: Record<CommandId, Handler> = {
    'yolo.detectObjects': async (uri, selection) =>
      (await import('./detectObjects.ts')).detectObjects(parts, uri, selection),
    'yolo.selectModel': async () => (await import('./selectModel.ts')).selectModel(parts),
    'yolo.useModel': async (model) => (await import('./useModel.ts')).useModel(parts, model),
    'yolo.inspectModel': async (model) =>
      (await import('./inspectModel.ts')).inspectModel(parts, model),
    'yolo.openModel': (model) => clicks.click(model),
    'yolo.openSampleWorkspace': async () =>
      (await import('./openSampleWorkspace.ts')).openSampleWorkspace(parts.context),
    'yolo.showLog': () => parts.log.show(),
    'yolo.scaffoldProject': async () =>
      (await import('./scaffoldProject.ts')).scaffoldProject(parts),
    'yolo.scaffoldManifests': async () =>
      (await import('./scaffoldManifests.ts')).scaffoldManifests(parts),
    'yolo.scaffoldCompose': async () =>
      (await import('./scaffoldCompose.ts')).scaffoldCompose(parts),
    'yolo.deployToGpu': async (row) => (await import('./deployToGpu.ts')).deployToGpu(parts, row),
    'yolo.exportToOnnx': async (model) =>
      (await import('./exportToOnnx.ts')).exportToOnnx(parts, model),
    'yolo.buildImage': async (row) => (await import('./buildImage.ts')).buildImage(parts, row),
    'yolo.showBuildLog': () => parts.builder.showLog(),
    'yolo.checkSetup': async () => (await import('./checkSetup.ts')).checkSetup(parts),
    'yolo.detectWith': async (row) => (await import('./detectWith.ts')).detectWith(parts, row),
    'yolo.showDeploymentLog': async (row) =>
      (await import('./showDeploymentLog.ts')).showDeploymentLog(parts, row),
    'yolo.filterLog': async () => (await import('./showDeploymentLog.ts')).filterLog(parts),
    'yolo.startDeployment': async (row) =>
      (await import('./controlReplicas.ts')).controlReplicas(parts, 'start', row),
    'yolo.stopDeployment': async (row) =>
      (await import('./controlReplicas.ts')).controlReplicas(parts, 'stop', row),
    'yolo.restartDeployment': async (row) =>
      (await import('./controlReplicas.ts')).controlReplicas(parts, 'restart', row),
    'yolo.pauseDeployment': async (row) =>
      (await import('./controlReplicas.ts')).controlReplicas(parts, 'pause', row),
    'yolo.resumeDeployment': async (row) =>
      (await import('./controlReplicas.ts')).controlReplicas(parts, 'resume', row),
    'yolo.openShell': async (row) => (await import('./openShell.ts')).openShell(parts, row),
    'yolo.copyEndpoint': async (row) =>
      (await import('./copyCommands.ts')).copyEndpoint(parts, row),
    'yolo.copyCurl': async (row) => (await import('./copyCommands.ts')).copyCurl(parts, row),
    'yolo.copyDockerRun': async (row) =>
      (await import('./copyCommands.ts')).copyDockerRun(parts, row),
    'yolo.removeDeployment': async (row) =>
      (await import('./removeReplicas.ts')).removeReplicas(parts, row),
    'yolo.removeProject': async (row) =>
      (await import('./removeReplicas.ts')).removeProject(parts, row),
    'yolo.refreshDeployments': () => parts.engine.reconnect(),
    'yolo.chooseContext': async () => (await import('./chooseContext.ts')).chooseContext(parts),
    'yolo.readRemoteGpus': async () => (await import('./readRemoteGpus.ts')).readRemoteGpus(parts),
    'yolo.startGpuExporter': async () => (await import('./gpuExporter.ts')).startGpuExporter(parts),
    'yolo.stopGpuExporter': async () => (await import('./gpuExporter.ts')).stopGpuExporter(parts),
    'yolo.showGpuMetrics': async () => (await import('./gpuExporter.ts')).showGpuMetrics(parts),
    'yolo.copyScrapeConfiguration': async () =>
      (await import('./gpuExporter.ts')).copyScrapeConfiguration(parts),
    'yolo.debugInContainer': async (row) =>
      (await import('./debugInContainer.ts')).debugInContainer(parts, row),
    'yolo.showGpus': () => vscode.commands.executeCommand('yolo.gpus.focus'),
    'yolo.copyGpuUuid': async (row) => (await import('./gpuCommands.ts')).copyGpuUuid(parts, row),
    'yolo.copyMigLayout': async (row) =>
      (await import('./gpuCommands.ts')).copyMigLayout(parts, row),
    'yolo.raiseBudget': async (row) => (await import('./raiseBudget.ts')).raiseBudget(parts, row),
    'yolo.pinDeployment': async (row) =>
      (await import('./gpuCommands.ts')).pinDeployment(parts, row),
    'yolo.unpinDeployment': () => parts.focus.pin(undefined),
  };
  const registered = new Disposables();
  for (const id of COMMAND_IDS) {
    const run = async (...args: readonly unknown[]): Promise<void> => {
      try {
        await handlers[id](...args);
      } catch (error) {
        void report(parts.log, id, error);
      }
    };
    registered.add(vscode.commands.registerCommand(id, run));
  }
  return registered;
}

async function report(log: vscode.LogOutputChannel, id: CommandId, error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  log.error(`${id}: ${error instanceof Error ? error.stack : String(error)}`);
  if (error instanceof ProjectErrors) {
    const showProblems = vscode.l10n.t('Show Problems');
    const answer = await vscode.window.showErrorMessage(error.message, showProblems);
    if (answer === showProblems) await vscode.commands.executeCommand(PROBLEMS_VIEW);
    return;
  }
  const showLog = vscode.l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(errorText(error), showLog);
  if (answer === showLog) log.show();
}
