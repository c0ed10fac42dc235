import * as vscode from 'vscode';
import type { SetupCheck } from '../../engine/setupReport.ts';
import { inEnglish } from '../../text/sentence.ts';
import { markdownBlock, markdownText } from '../models/markdownText.ts';
import { sentenceText } from '../sentenceText.ts';

/** The report as people read it, with the same as JSON for a bug report. */
export function setupDocument(checks: readonly SetupCheck[]): string {
  const { t } = vscode.l10n;
  return [
    `# ${t('Setup of YOLO Dock')}`,
    markdownText(summary(checks)),
    ...checks.map(paragraph),
    `## ${t('As JSON')}`,
    markdownBlock(JSON.stringify(checks.map(plain), undefined, 2)),
    '',
  ].join('\n\n');
}

function summary(checks: readonly SetupCheck[]): string {
  const bad = checks.filter(({ state }) => state === 'failure').length;
  if (bad > 0) return vscode.l10n.t('{0} of {1} checks failed.', bad, checks.length);
  const doubtful = checks.filter(({ state }) => state === 'warning').length;
  if (doubtful === 1) return vscode.l10n.t('It works, with one warning.');
  if (doubtful > 1) return vscode.l10n.t('It works, with {0} warnings.', doubtful);
  return vscode.l10n.t('Everything is fine.');
}

/** No row of a table, which would be wider than a narrow editor; what to do stands below what was found. */
function paragraph({ state, name, found, fix }: SetupCheck): string {
  const todo = fix && state !== 'ok' ? [`→ ${markdownText(sentenceText(fix))}`] : [];
  const title = `${stateText(state)} · **${markdownText(sentenceText(name))}**`;
  return [title, markdownText(sentenceText(found)), ...todo].join('<br>\n');
}

/** Signs alone say nothing to a screen reader, and some fonts lack them. */
function stateText(state: SetupCheck['state']): string {
  switch (state) {
    case 'ok':
      return `✓&nbsp;${vscode.l10n.t('OK')}`;
    case 'warning':
      return `⚠&nbsp;${vscode.l10n.t('Warning')}`;
    case 'failure':
      return `✗&nbsp;${vscode.l10n.t('Failure')}`;
  }
}

function plain({ id, state, found, fix }: SetupCheck): object {
  return { id, state, found: inEnglish(found), ...(fix && { fix: inEnglish(fix) }) };
}
