import { createHash } from 'node:crypto';
import type { ContainerInfo } from 'dockerode';
import { listAll } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { sentence } from '../text/sentence.ts';
import { allRoles, containerName, nameInRole } from './deploymentSpec.ts';
import { readLabels } from './labels.ts';
import { createdBy } from './replicas.ts';

/** Whose name is sought. */
interface Named {
  readonly project: string;
  readonly name: string;
}

/**
 * Does something with the name of a replica's container: the usual one, or one with a mark where
 * others have that one already. Several people may use one host, and two deployments may come to one
 * name ("a", "b-c" and "a-b", "c").
 * @throws EngineError with reason `name-in-use` when others have both, or what `use` throws.
 */
export async function underFreeName<T>(
  engine: Engine,
  deployment: Named,
  replica: number,
  use: (name: string) => Promise<T>,
): Promise<T> {
  try {
    return await use(await freeName(engine, deployment, replica));
  } catch (error) {
    if (!(error instanceof EngineError && error.reason === 'name-in-use')) throw error;
    // Somebody took it between the question and its use.
    return use(await freeName(engine, deployment, replica));
  }
}

async function freeName(engine: Engine, deployment: Named, replica: number): Promise<string> {
  const foreign = namesOf(
    (await listAll(engine)).filter((info) => !isOf(info, deployment, replica)),
  );
  const usual = containerName(deployment, replica);
  const marked = `${usual}-${markOf(deployment)}`;
  const free = [usual, marked].find((name) =>
    allRoles().every((role) => !foreign.has(nameInRole(name, role))),
  );
  if (free !== undefined) return free;
  throw new EngineError(
    'name-in-use',
    sentence('Other containers are named {0} and {1}.', usual, marked),
    sentence('Remove or rename one of them, or give the deployment another name.'),
  );
}

/** Four hexadecimal digits that differ between users and between deployments. */
function markOf({ project, name }: Named): string {
  const whole = JSON.stringify([createdBy(), project, name]);
  return createHash('sha256').update(whole).digest('hex').slice(0, 4);
}

function isOf(info: ContainerInfo, { project, name }: Named, replica: number): boolean {
  const labels = readLabels(info.Labels ?? {});
  return (
    labels?.project === project &&
    labels.deployment === name &&
    labels.replica === replica &&
    labels.createdBy === createdBy()
  );
}

function namesOf(containers: readonly ContainerInfo[]): ReadonlySet<string> {
  return new Set(
    containers.flatMap(({ Names }) => (Names ?? []).map((name) => name.replace(/^\//, ''))),
  );
}
