import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import type { Parts } from '../parts.ts';
import { buildImage } from './buildImage.ts';
import { checkSetup } from './checkSetup.ts';
import { chooseContext } from './chooseContext.ts';
import { COMMAND_IDS, type CommandId } from './commandIds.ts';
import { controlReplicas } from './controlReplicas.ts';
import { copyCurl, copyDockerRun, copyEndpoint } from './copyCommands.ts';
import { deployToGpu } from './deployToGpu.ts';
import { detectObjects } from './detectObjects.ts';
import { detectWith } from './detectWith.ts';
import { inspectModel } from './inspectModel.ts';
import { ModelClicks } from './openModel.ts';
import { openSampleWorkspace } from './openSampleWorkspace.ts';
import { openShell } from './openShell.ts';
import { removeProject, removeReplicas } from './removeReplicas.ts';
import { scaffoldProject } from './scaffoldProject.ts';
import { selectModel } from './selectModel.ts';
import { filterLog, showDeploymentLog } from './showDeploymentLog.ts';
import { useModel } from './useModel.ts';

/** What a command does with the arguments that VS Code's menus give it. */
type Handler = (...args: readonly unknown[]) => unknown;

/** Registers every command; a failure becomes one message that leads to the log. */
export function registerCommands(parts: Parts): vscode.Disposable {
  const clicks = new ModelClicks(parts);
  const handlers: Record<CommandId, Handler> = {
    'yolo.detectObjects': (uri, selection) => detectObjects(parts, uri, selection),
    'yolo.selectModel': () => selectModel(parts),
    'yolo.useModel': (model) => useModel(parts, model),
    'yolo.inspectModel': (model) => inspectModel(parts, model),
    'yolo.openModel': (model) => clicks.click(model),
    'yolo.openSampleWorkspace': () => openSampleWorkspace(parts.context),
    'yolo.showLog': () => parts.log.show(),
    'yolo.scaffoldProject': () => scaffoldProject(parts),
    'yolo.deployToGpu': (row) => deployToGpu(parts, row),
    'yolo.buildImage': (row) => buildImage(parts, row),
    'yolo.showBuildLog': () => parts.builder.showLog(),
    'yolo.checkSetup': () => checkSetup(parts),
    'yolo.detectWith': (row) => detectWith(parts, row),
    'yolo.showDeploymentLog': (row) => showDeploymentLog(parts, row),
    'yolo.filterLog': () => filterLog(parts),
    'yolo.startDeployment': (row) => controlReplicas(parts, 'start', row),
    'yolo.stopDeployment': (row) => controlReplicas(parts, 'stop', row),
    'yolo.restartDeployment': (row) => controlReplicas(parts, 'restart', row),
    'yolo.pauseDeployment': (row) => controlReplicas(parts, 'pause', row),
    'yolo.resumeDeployment': (row) => controlReplicas(parts, 'resume', row),
    'yolo.openShell': (row) => openShell(parts, row),
    'yolo.copyEndpoint': (row) => copyEndpoint(parts, row),
    'yolo.copyCurl': (row) => copyCurl(parts, row),
    'yolo.copyDockerRun': (row) => copyDockerRun(parts, row),
    'yolo.removeDeployment': (row) => removeReplicas(parts, row),
    'yolo.removeProject': (row) => removeProject(parts, row),
    'yolo.refreshDeployments': () => parts.engine.reconnect(),
    'yolo.chooseContext': () => chooseContext(parts),
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
  const showLog = vscode.l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(errorText(error), showLog);
  if (answer === showLog) log.show();
}
