import * as vscode from 'vscode';
import type { PlannedFile } from '../../../project/scaffold/plan.ts';
import { type Decision, isWritten } from '../../../project/scaffold/writeScaffold.ts';
import type { PlannedDocuments } from './plannedDocuments.ts';
import { type Answer, BACK, choose, type StepPlace } from './steps.ts';

interface PreviewItem extends vscode.QuickPickItem {
  readonly file?: PlannedFile;
}

/**
 * Shows what would be written and asks whether to. Files that exist are kept unless the user
 * overwrites them here.
 * @returns what was decided on them, by path.
 */
export async function askPreview(
  place: StepPlace,
  plan: readonly PlannedFile[],
  documents: PlannedDocuments,
): Promise<Answer<ReadonlyMap<string, Decision>>> {
  const decisions = new Map<string, Decision>();
  let last: string | undefined;
  for (;;) {
    const picked = await choose<PreviewItem>(place, {
      items: previewItems(plan, decisions),
      placeholder: vscode.l10n.t('What will be written; choose a file to see it first'),
      active: ({ file }) => file !== undefined && file.path === last,
      onButton: ({ file }) => void (file && documents.show(file)),
    });
    if (picked === undefined || picked === BACK) return picked;
    if (picked.file === undefined) return decisions;
    last = picked.file.path;
    if (picked.file.state === 'exists') {
      const decision = await askDecision(place, picked.file, decisions, documents);
      if (decision === undefined) return undefined;
    } else await documents.show(picked.file);
  }
}

/** Asks what becomes of a file that exists; the answer goes to the decisions. */
async function askDecision(
  place: StepPlace,
  file: PlannedFile,
  decisions: Map<string, Decision>,
  documents: PlannedDocuments,
): Promise<Answer<true>> {
  const keep = {
    label: vscode.l10n.t('Keep'),
    detail: vscode.l10n.t('The file stays as it is.'),
    iconPath: new vscode.ThemeIcon('shield'),
  };
  const overwrite = {
    label: vscode.l10n.t('Overwrite'),
    detail: vscode.l10n.t('What it holds now is lost.'),
    iconPath: new vscode.ThemeIcon('replace-all'),
  };
  const compare = {
    label: vscode.l10n.t('Show the Difference'),
    iconPath: new vscode.ThemeIcon('diff'),
  };
  const items = 'text' in file.content ? [keep, overwrite, compare] : [keep, overwrite];
  for (;;) {
    const picked = await choose(place, {
      items,
      placeholder: vscode.l10n.t('{0} exists and differs', file.path),
      active: (item) => item === (decisions.get(file.path) === 'overwrite' ? overwrite : keep),
    });
    if (picked === undefined || picked === BACK) return picked;
    if (picked !== compare) {
      decisions.set(file.path, picked === keep ? 'keep' : 'overwrite');
      return true;
    }
    await documents.show(file);
  }
}

function previewItems(
  plan: readonly PlannedFile[],
  decisions: ReadonlyMap<string, Decision>,
): PreviewItem[] {
  const written = plan.filter((file) => isWritten(file, decisions.get(file.path))).length;
  const show = { iconPath: new vscode.ThemeIcon('eye'), tooltip: vscode.l10n.t('Show') };
  return [
    {
      label:
        written === 1 ? vscode.l10n.t('Write 1 File') : vscode.l10n.t('Write {0} Files', written),
      iconPath: new vscode.ThemeIcon('check'),
      alwaysShow: true,
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...plan.map((file) => ({
      label: file.path,
      description: describe(file, decisions.get(file.path)),
      iconPath: new vscode.ThemeIcon(
        isWritten(file, decisions.get(file.path)) ? 'new-file' : 'file',
      ),
      buttons: 'text' in file.content ? [show] : [],
      file,
    })),
  ];
}

function describe({ state }: PlannedFile, decision: Decision | undefined): string {
  switch (state) {
    case 'new':
      return vscode.l10n.t('new');
    case 'same':
      return vscode.l10n.t('same already');
    case 'extended':
      return vscode.l10n.t('exists: the deployment is added');
    case 'exists':
      return decision === 'overwrite'
        ? vscode.l10n.t('exists: will be overwritten')
        : vscode.l10n.t('exists: will be kept');
  }
}
