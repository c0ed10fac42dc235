import * as vscode from 'vscode';
import { nextFreePorts, type PortHolder, portHolder } from '../../deployment/ports.ts';
import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/engineError.ts';
import { sentenceText } from '../sentenceText.ts';

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
    const taken = takenSentence(port + offset, holder);
    return otherPorts(engine, { deployment, count, from: port + offset + 1, taken, except });
  }
  return port;
}

/**
 * Runs a deployment whose ports were free when it was planned. Should somebody have taken one of them
 * since, the next free ones are proposed, and it is run there.
 * @param run with the first port; throws EngineError with reason `port-in-use` where one is taken.
 * @throws what `run` throws, or a cancellation when the user gives up.
 */
export async function onFreePorts<T>(
  engine: Engine,
  wanted: PortsWanted,
  run: (port: number | undefined) => Promise<T>,
): Promise<T> {
  let { port } = wanted;
  for (;;) {
    try {
      return await run(port);
    } catch (error) {
      const taken = error instanceof EngineError && error.reason === 'port-in-use';
      if (!taken || port === undefined) throw error;
      port = await insteadOf(engine, { ...wanted, port }, error);
    }
  }
}

/** Proposes other ports than those of which the engine says that one is taken. */
async function insteadOf(
  engine: Engine,
  wanted: PortsWanted & { readonly port: number },
  error: EngineError,
): Promise<number> {
  const { deployment, port, count, except } = wanted;
  try {
    const found = await freePorts(engine, wanted);
    if (found !== undefined && found !== port) return found;
    // Who has it cannot be seen from here, or is gone already.
    const taken = sentenceText(error.what);
    return await otherPorts(engine, { deployment, count, from: port + count, taken, except });
  } catch (refusal) {
    // What ran before could not be started again either, which is not to go unsaid.
    const lost = refusal instanceof vscode.CancellationError && error.cause instanceof EngineError;
    throw lost ? error : refusal;
  }
}

/** Asks whether free ports may be used in place of others. */
async function otherPorts(
  engine: Engine,
  {
    deployment,
    count,
    from,
    taken,
    except,
  }: Omit<PortsWanted, 'port'> & { readonly from: number; readonly taken: string },
): Promise<number> {
  const next = await nextFreePorts(engine, from, count, except);
  if (next === undefined) throw new Error(taken);
  const use = vscode.l10n.t('Use Port {0}', next);
  const detail = vscode.l10n.t(
    '{0} can run on port {1} instead; yolo.json stays as it is.',
    deployment,
    next,
  );
  const answer = await vscode.window.showWarningMessage(taken, { modal: true, detail }, use);
  if (answer !== use) throw new vscode.CancellationError();
  return next;
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
