import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Settings of a quiet VS Code: nothing that is not ours moves, asks, or needs the network. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'explorer.compactFolders': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  // Folders that stick to the top lie over the rows that a flow wants to click.
  'workbench.tree.enableStickyScroll': false,
};

/** Writes the settings that a fresh VS Code starts with: the quiet ones, and others over them. */
export function writeSettings(
  userData: string,
  others: Readonly<Record<string, unknown>> = {},
): void {
  const file = join(userData, 'User', 'settings.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...QUIET, ...others }, undefined, 2));
}
