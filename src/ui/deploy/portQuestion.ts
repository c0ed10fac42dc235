import * as vscode from 'vscode';
import { nextFreePorts, type PortHolder, portHolder } from '../../deployment/ports.ts';
import type { Engine } from '../../engine/engine.ts';

/** What the ports are for. */
export interface PortsWanted {
  readonly deployment: string;
  /** The first of them; undefined when any will do. */
  readonly port: number | undefined;
  readonly count: number;
  /** Containers that give their ports back. */
  readonly except: readonly string[];
}

/**
 * Makes sure that the ports are free; if one is not, says who has it and proposes the next free one.
 * @returns the first port; undefined for any. Rejects with a cancellation when the user gives up.
 */
export async function freePorts(
  engine: Engine,
  { deployment, port, count, except }: PortsWanted,
): Promise<number | undefined> {
  if (port === undefined) return undefined;
  for (let offset = 0; offset < count; offset++) {
    const holder = await portHolder(engine, port + offset, except);
    if (holder === undefined) continue;
    const next = await nextFreePorts(engine, port + offset + 1, count);
    const question = takenSentence(port + offset, holder);
    if (next === undefined) throw new Error(question);
    const use = vscode.l10n.t('Use Port {0}', next);
    const detail = vscode.l10n.t(
      '{0} can run on port {1} instead; yolo.json stays as it is.',
      deployment,
      next,
    );
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, use);
    if (answer !== use) throw new vscode.CancellationError();
    return next;
  }
  return port;
}

/** Who has a port. */
export function takenSentence(port: number, holder: PortHolder): string {
  switch (holder.kind) {
    case 'container':
      return vscode.l10n.t('Port {0} is used by the container {1}.', port, holder.name);
    case 'process':
      return vscode.l10n.t('Port {0} is used by {1} (process {2}).', port, holder.name, holder.pid);
    case 'unknown':
      return vscode.l10n.t('Port {0} is used by another program.', port);
  }
}
