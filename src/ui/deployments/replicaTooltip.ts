import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { memoryText } from '../../gpu/memoryText.ts';
import type { NameOfCard } from '../gpus/cardNames.ts';
import { markdownText } from '../models/markdownText.ts';
import { lifeText, roleText, stateText } from './replicaText.ts';

const MIB = 2 ** 20;
/** Signs of an id that people read. */
const ID_SHOWN = 12;

/** Everything about a container; labels and names are anybody's text. */
export function replicaTooltip(
  replica: WatchedReplica,
  now: number,
  nameOf: NameOfCard,
): vscode.MarkdownString {
  const { labels, name, image, port, id } = replica;
  const { t } = vscode.l10n;
  const life = [stateText(replica), roleText(replica), lifeText(replica, now)];
  const card = nameOf(labels.gpu);
  const device =
    labels.gpu === 'cpu' ? 'CPU' : card === undefined ? labels.gpu : `${card} · ${labels.gpu}`;
  const budget =
    labels.vramMib > 0 ? ` · ${t('budget {0}', memoryText(labels.vramMib * MIB))}` : '';
  const hash = labels.modelSha256.slice(0, ID_SHOWN);
  const lines: readonly (readonly [string, string])[] = [
    [t('State'), life.filter((part) => part !== undefined).join(' · ')],
    [t('Device'), `${device}${budget}`],
    [t('Address'), port === undefined ? '' : `127.0.0.1:${port}`],
    [t('Model'), [labels.model, hash].filter((part) => part !== '').join(' · ')],
    [t('Image'), image],
    [t('Stage'), labels.stage],
    [t('Container'), `${name} · ${id.slice(0, ID_SHOWN)}`],
  ];
  const text = new vscode.MarkdownString(`**${markdownText(labels.deployment)}**`);
  for (const [subject, value] of lines) {
    if (value !== '') text.appendMarkdown(`\n\n${subject}: ${markdownText(value)}`);
  }
  return text;
}
