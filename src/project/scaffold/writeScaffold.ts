import { type Sentence, sentence } from '../../text/sentence.ts';
import { FileTransaction } from './fileTransaction.ts';
import type { PlannedFile } from './plan.ts';
import { ScaffoldError } from './scaffoldError.ts';
import { stateOf, targetOf } from './targetFile.ts';

/** What the user wants of a file that exists with other content. */
export type Decision = 'overwrite' | 'keep';

/** Whether a planned file is written. One that exists is kept unless it was decided otherwise. */
export function isWritten({ state }: PlannedFile, decision: Decision | undefined): boolean {
  if (state === 'exists') return decision === 'overwrite';
  return state === 'new' || (state === 'extended' && decision !== 'keep');
}

/**
 * Writes what was planned. When something fails or is cancelled, everything is as before.
 * @param folder that it was planned for.
 * @param decisions by path.
 * @returns the paths that were written.
 * @throws ScaffoldError; the signal's reason.
 */
export async function writeScaffold(
  folder: string,
  plan: readonly PlannedFile[],
  decisions: ReadonlyMap<string, Decision>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const wanted = plan.filter((file) => isWritten(file, decisions.get(file.path)));
  const transaction = new FileTransaction();
  const goOn = (): void => signal?.throwIfAborted();
  try {
    for (const file of wanted) {
      goOn();
      await assertUnchanged(folder, file);
      await transaction.stage(await targetOf(folder, file.path), file.content);
    }
    await transaction.replace(goOn);
  } catch (error) {
    await transaction.rollBack();
    goOn();
    throw error instanceof ScaffoldError ? error : cannotWrite(folder, error);
  }
  await transaction.commit();
  return wanted.map(({ path }) => path);
}

/** What the user decided on may be outdated: somebody else may have written the file meanwhile. */
async function assertUnchanged(folder: string, file: PlannedFile): Promise<void> {
  const now = await stateOf(folder, file.path, file.content);
  const known = file.state === 'extended' ? 'exists' : file.state;
  if (now.state === known && now.before === file.before) return;
  throw new ScaffoldError(
    'changed-meanwhile',
    sentence('{0} was changed meanwhile, so nothing is written; begin again.', file.path),
  );
}

function cannotWrite(folder: string, error: unknown): ScaffoldError {
  return new ScaffoldError('cannot-write', reasonOf(folder, error), { cause: error });
}

function reasonOf(folder: string, error: unknown): Sentence {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return sentence('The disk is full, so nothing is written; make room and begin again.');
    case 'EACCES':
    case 'EPERM':
      return sentence(
        'Nothing is written, because you may not write into {0}; give yourself the right to, or choose another folder.',
        folder,
      );
    case 'EROFS':
      return sentence(
        'Nothing is written, because {0} can only be read; choose another folder.',
        folder,
      );
    default:
      return sentence('Nothing is written, because the folder does not take it: {0}', message);
  }
}
