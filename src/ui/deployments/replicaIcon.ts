import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';

/** The icon of something that goes on. */
export const BUSY = new vscode.ThemeIcon('loading~spin');

/** The icon of what is not, or no longer known to be. */
export function pale(id: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor('disabledForeground'));
}

/** The icon of a container's state. @param stale whether the state may be an old one. */
export function replicaIcon(
  { state, role, exitCode, outOfMemory }: WatchedReplica,
  stale: boolean,
): vscode.ThemeIcon {
  const colored = (id: string, color: string): vscode.ThemeIcon =>
    stale ? pale(id) : new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
  switch (state) {
    case 'starting':
    case 'removing':
      return stale ? pale('circle-outline') : BUSY;
    case 'ready':
      if (role === 'debug') return colored('bug', 'charts.green');
      return colored('pass-filled', 'charts.green');
    case 'unhealthy':
      return colored('warning', 'list.warningForeground');
    case 'paused':
      return colored('debug-pause', 'charts.yellow');
    case 'exited':
      if (outOfMemory || (exitCode ?? 0) !== 0) return colored('error', 'list.errorForeground');
      return pale('circle-outline');
  }
}
