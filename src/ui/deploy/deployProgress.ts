import * as vscode from 'vscode';
import type { DeployEvent } from '../../deployment/deployEvents.ts';
import type { Watching } from './builder.ts';

/**
 * Tells how far deploying is; while a server is waited for, with its container's log at hand.
 * @param replicas how many there are to be.
 */
export function tellProgress({ onProgress }: Watching, replicas: number) {
  return (event: DeployEvent): void => {
    const of = replicas > 1 ? ` (${event.replica + 1}/${replicas})` : '';
    const text = progressText(event) + of;
    if (event.kind !== 'waiting') {
      onProgress(text);
      return;
    }
    const { containerId } = event;
    onProgress(text, {
      title: vscode.l10n.t('Show Log'),
      command: 'yolo.showDeploymentLog',
      argument: { containerId },
    });
  };
}

function progressText({ kind }: DeployEvent): string {
  switch (kind) {
    case 'creating':
      return vscode.l10n.t('making the container');
    case 'waiting':
      return vscode.l10n.t('waiting until the server is ready');
    case 'ready':
      return vscode.l10n.t('ready');
    case 'replacing':
      return vscode.l10n.t('replacing the old one');
    case 'restoring':
      return vscode.l10n.t('starting the old one again');
  }
}
