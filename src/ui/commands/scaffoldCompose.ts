import { join } from 'node:path';
import * as vscode from 'vscode';
import { composeFile } from '../../deployment/composeFile.ts';
import type { Parts } from '../parts.ts';
import { filesWizard, tellWritten } from '../project/wizard/filesWizard.ts';
import { mayScaffold } from '../project/wizard/mayScaffold.ts';

/** The name that Compose looks for first. */
const FILE = 'compose.yaml';

/** Writes a Compose file for the deployments of a project. */
export async function scaffoldCompose(parts: Parts): Promise<void> {
  if (!(await mayScaffold())) return;
  const written = await filesWizard(parts, {
    title: vscode.l10n.t('Scaffold Compose File'),
    steps: () => [],
    texts: ({ value }) => Promise.resolve(new Map([[FILE, composeFile(value)]])),
  });
  if (written === undefined) return;
  if (written.paths.length > 0) {
    await vscode.window.showTextDocument(vscode.Uri.file(join(written.folder, FILE)));
  }
  await tellWritten(written);
}
