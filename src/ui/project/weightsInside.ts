import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { fileHash } from '../../deployment/fileHash.ts';
import { isReallyInside } from '../../project/insideFolder.ts';

/** Where weights from elsewhere go in a project. */
const FOLDER = 'models';

/**
 * Weights as a project may name them, which is only within its folder: those from elsewhere are copied
 * into it after asking.
 * @param root absolute path of the project's folder.
 * @param weights absolute path.
 * @returns their absolute path within the folder; undefined when the user gives up.
 * @throws Error with a sentence where another file is in the way.
 */
export async function weightsInside(root: string, weights: string): Promise<string | undefined> {
  if (await isReallyInside(root, weights).catch(() => false)) return weights;
  const name = basename(weights);
  const target = join(root, FOLDER, name);
  const copy = vscode.l10n.t('Copy and Save');
  const question = vscode.l10n.t('Copy {0} to {1}?', name, vscode.workspace.asRelativePath(target));
  const detail = vscode.l10n.t(
    'It lies outside of the folder of yolo.json, which names only what is in its own.',
  );
  const answer = await vscode.window.showInformationMessage(
    question,
    { modal: true, detail },
    copy,
  );
  if (answer !== copy) return undefined;
  await mkdir(join(root, FOLDER), { recursive: true });
  // A link may lead out again.
  if (!(await isReallyInside(root, join(root, FOLDER)))) {
    throw new Error(vscode.l10n.t('{0} leads out of the folder of yolo.json.', FOLDER));
  }
  await copyFile(weights, target, constants.COPYFILE_EXCL).catch(async (error: unknown) => {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (!there) throw error;
    if ((await fileHash(target)) === (await fileHash(weights))) return;
    throw new Error(
      vscode.l10n.t('{0} exists and is another model; rename one of them.', `${FOLDER}/${name}`),
      { cause: error },
    );
  });
  return target;
}
