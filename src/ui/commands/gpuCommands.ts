import * as vscode from 'vscode';
import { type MigLayout, migCommands, migLayouts } from '../../gpu/migLayouts.ts';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { gpuMeant } from '../gpus/gpuMeant.ts';
import type { Parts } from '../parts.ts';

/** Copies the UUID of a card or slice, as `yolo.json` takes it for `gpu`. */
export async function copyGpuUuid(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy GPU UUID');
  const gpu = await gpuMeant(parts, argument, title, true);
  if (gpu === undefined) return;
  await vscode.env.clipboard.writeText((gpu.instance ?? gpu.device).uuid);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied.'), COPIED_MS);
}

/** Milliseconds that the status bar says so. */
const COPIED_MS = 3_000;

interface LayoutPick extends vscode.QuickPickItem {
  readonly layout: MigLayout;
}

/** Copies the commands that would cut a card into slices. They are never run from here. */
export async function copyMigLayout(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy MIG Layout Commands');
  const gpu = await gpuMeant(parts, argument, title, false);
  if (gpu === undefined) return;
  const { device } = gpu;
  const items = migLayouts(device).map(
    (layout): LayoutPick => ({ label: layoutText(layout), layout }),
  );
  const unknown: LayoutPick = {
    label: vscode.l10n.t('List what is possible'),
    description: 'nvidia-smi mig -lgip',
    layout: [],
  };
  const placeHolder = vscode.l10n.t('Which slices is {0} to have?', device.name);
  const picked = await vscode.window.showQuickPick([...items, unknown], { title, placeHolder });
  if (picked === undefined) return;
  await vscode.env.clipboard.writeText(migCommands(device, picked.layout));
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Copied. Read the commands before you run them in a terminal on the machine of the GPU; they end what runs on it.',
    ),
  );
}

/** Such as `7 × 1g.10gb`, or `4g.40gb + 3g.40gb`. */
function layoutText(layout: MigLayout): string {
  const counts = new Map<string, number>();
  for (const profile of layout) counts.set(profile, (counts.get(profile) ?? 0) + 1);
  return [...counts]
    .map(([profile, count]) => (count === 1 ? profile : `${count} × ${profile}`))
    .join(' + ');
}

/** Keeps a container in the status bar. */
export async function pinDeployment(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Pin to Status Bar');
  const replicas = await chosenReplicas(parts, 'log', title, argument);
  const [first] = replicas;
  if (first) await parts.focus.pin(first.labels);
}
