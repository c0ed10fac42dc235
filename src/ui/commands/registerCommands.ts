import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import type { Parts } from '../parts.ts';
import { COMMAND_IDS, type CommandId } from './commandIds.ts';
import { detectObjects } from './detectObjects.ts';
import { inspectModel } from './inspectModel.ts';
import { ModelClicks } from './openModel.ts';
import { openSampleWorkspace } from './openSampleWorkspace.ts';
import { selectModel } from './selectModel.ts';
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
