import * as vscode from 'vscode';
import type { SetupCheck } from '../../engine/setupReport.ts';
import { inEnglish } from '../../text/sentence.ts';
import { markdownBlock, markdownText } from '../models/markdownText.ts';
import { sentenceText } from '../sentenceText.ts';

const MARK = { ok: '✅', warning: '⚠️', failure: '❌' } as const;

/** The report as people read it, with the same as JSON for a bug report. */
export function setupDocument(checks: readonly SetupCheck[]): string {
  const bad = checks.filter(({ state }) => state === 'failure').length;
  const doubtful = checks.filter(({ state }) => state === 'warning').length;
  const summary =
    bad > 0
      ? vscode.l10n.t('{0} of {1} checks failed.', bad, checks.length)
      : doubtful > 0
        ? vscode.l10n.t('It works, with {0} warnings.', doubtful)
        : vscode.l10n.t('Everything is fine.');
  return [
    `# ${vscode.l10n.t('Setup of YOLO Dock')}`,
    markdownText(summary),
    ...checks.flatMap(({ state, name, found, fix }) => [
      `## ${MARK[state]} ${markdownText(sentenceText(name))}`,
      markdownText(sentenceText(found)),
      ...(fix && state !== 'ok' ? [`**→** ${markdownText(sentenceText(fix))}`] : []),
    ]),
    `## ${vscode.l10n.t('As JSON')}`,
    markdownBlock(JSON.stringify(checks.map(plain), undefined, 2)),
    '',
  ].join('\n\n');
}

function plain({ id, state, found, fix }: SetupCheck): object {
  return { id, state, found: inEnglish(found), ...(fix && { fix: inEnglish(fix) }) };
}
