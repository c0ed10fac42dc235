import * as vscode from 'vscode';
import { dockerConfigFolder, listContexts } from '../../engine/dockerContexts.ts';
import { describeAddress, parseAddress } from '../../engine/engineAddress.ts';
import { findEngine } from '../../engine/findEngine.ts';
import { errorText } from '../errorText.ts';
import type { Parts } from '../parts.ts';
import { engineSettings } from '../settings.ts';

interface ContextItem extends vscode.QuickPickItem {
  /** What the settings become; undefined for an address that is asked for. */
  readonly settings?: { readonly host: string; readonly context: string };
}

/** Asks which engine is used, and writes it into the settings of this machine. */
export async function chooseContext({ engine }: Parts): Promise<void> {
  const title = vscode.l10n.t('Choose Docker Context');
  const placeHolder = vscode.l10n.t('Which Docker Engine runs the deployments?');
  const picked = await vscode.window.showQuickPick(contextItems(), { title, placeHolder });
  if (picked === undefined) return;
  const settings = picked.settings ?? (await askForAddress(title));
  if (settings === undefined) return;
  const configuration = vscode.workspace.getConfiguration('yolo.engine');
  for (const name of ['host', 'context'] as const) {
    const value = settings[name] === '' ? undefined : settings[name];
    if (configuration.inspect(name)?.globalValue === value) continue;
    await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  }
  // The same choice again may mean that Docker's own settings are others now.
  engine.reconnect();
}

async function contextItems(): Promise<ContextItem[]> {
  const now = engineSettings();
  const is = (settings: { host: string; context: string }): boolean =>
    settings.host === now.host && settings.context === now.context;
  const contexts = await listContexts(dockerConfigFolder());
  const items: ContextItem[] = [
    {
      label: vscode.l10n.t('As Docker itself'),
      description: await usualAddress(),
      settings: { host: '', context: '' },
    },
    {
      label: 'default',
      description: vscode.l10n.t('the socket of this machine'),
      settings: { host: '', context: 'default' },
    },
    ...contexts.map(({ name, host, description }) => ({
      label: name,
      description: host,
      ...(description !== '' && { detail: description }),
      settings: { host: '', context: name },
    })),
    ...(now.host === '' ? [] : [{ label: now.host, settings: { host: now.host, context: '' } }]),
  ];
  const marked = items.map((item) =>
    item.settings && is(item.settings)
      ? { ...item, iconPath: new vscode.ThemeIcon('check') }
      : { ...item, iconPath: new vscode.ThemeIcon('blank') },
  );
  return [
    ...marked,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Enter an Address…'),
      iconPath: new vscode.ThemeIcon('edit'),
      alwaysShow: true,
    },
  ];
}

/** What Docker's own program would take now, with where that is said. */
async function usualAddress(): Promise<string> {
  try {
    const { address, origin } = await findEngine({ host: '', context: '' });
    return `${describeAddress(address)} (${origin})`;
  } catch (error) {
    return errorText(error);
  }
}

async function askForAddress(
  title: string,
): Promise<{ host: string; context: string } | undefined> {
  const host = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'Such as unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host',
    ),
    value: engineSettings().host,
    validateInput: (text) => {
      try {
        parseAddress(text);
        return undefined;
      } catch (error) {
        return errorText(error);
      }
    },
  });
  return host === undefined ? undefined : { host: host.trim(), context: '' };
}
