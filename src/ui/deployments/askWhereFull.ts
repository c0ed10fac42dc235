import * as vscode from 'vscode';
import { holds, promisedTo, reservationOf } from '../../deployment/promises.ts';
import type { Replica } from '../../deployment/replicaState.ts';
import { listReplicas } from '../../deployment/replicas.ts';
import type { Engine } from '../../engine/engine.ts';
import { place } from '../../gpu/placement/place.ts';
import { reservationsIn } from '../../gpu/placement/reservations.ts';
import { knownGpus } from '../deploy/engineGpus.ts';
import type { Parts } from '../parts.ts';
import { sentenceText } from '../sentenceText.ts';

/**
 * Before containers that have ended are started again: asks where what they were promised of a card has
 * been given to others meanwhile. Rejects with a cancellation when the user does not want that.
 */
export async function askWhereFull(
  { gpus }: Parts,
  engine: Engine,
  replicas: readonly Replica[],
): Promise<void> {
  // Who chose to give out more than there is has been told so.
  const budgeted = replicas.filter(
    ({ labels }) => labels.gpu !== 'cpu' && labels.vramMib > 0 && !labels.overcommit,
  );
  if (budgeted.length === 0) return;
  const state = await knownGpus(gpus, engine);
  if (!state?.ok) return;
  const { snapshot } = state;
  const holding = (await listReplicas(engine)).filter(holds).map(reservationOf);
  const reservations = reservationsIn(snapshot, holding);
  const lines: string[] = [];
  for (const replica of budgeted) {
    const found = place(snapshot.devices, reservations, {
      replicas: 1,
      policy: { kind: 'pinned', uuids: [replica.labels.gpu] },
      vram: { bytes: promisedTo(replica) },
    });
    reservations.push({ ...reservationOf(replica), usedBytes: 0 });
    // That a card is not there at all, the engine says.
    if (found.ok || found.shortages.length === 0) continue;
    lines.push([found.what, ...found.suggestions].map(sentenceText).join(' '));
  }
  if (lines.length === 0) return;
  const names = [...new Set(budgeted.map(({ labels }) => labels.deployment))].join(', ');
  const anyway = vscode.l10n.t('Start Anyway');
  const detail = [
    ...lines,
    vscode.l10n.t('Started anyway, it or another may run out of memory.'),
  ].join('\n');
  const question = vscode.l10n.t('{0} no longer fits.', names);
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, anyway);
  if (answer !== anyway) throw new vscode.CancellationError();
}
