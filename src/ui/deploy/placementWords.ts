import * as vscode from 'vscode';

/** What happens to a deployment where it is placed, in words. */
export interface PlacementWords {
  readonly title: string;
  /** What the keys do that choose. */
  readonly hint: string;
  readonly begin: string;
  /** What is begun though it does not fit. */
  readonly anyway: string;
  /** What that may lead to; a plan follows. */
  readonly risk: string;
}

/** For a deployment that is to run there. */
export function deployingWords(name: string): PlacementWords {
  const { t } = vscode.l10n;
  return {
    title: t('Deploy {0}', name),
    hint: t('Enter deploys it so; Escape changes nothing.'),
    begin: t('Deploy'),
    anyway: t('Deploy Anyway'),
    risk: t('Deployed anyway, it or another may run out of memory:'),
  };
}

/** For one that is to be debugged there. */
export function debuggingWords(name: string): PlacementWords {
  const { t } = vscode.l10n;
  return {
    title: t('Debug {0} in Container', name),
    hint: t('Enter debugs it there; Escape changes nothing.'),
    begin: t('Debug'),
    anyway: t('Debug Anyway'),
    risk: t('Debugged anyway, it or another may run out of memory:'),
  };
}
