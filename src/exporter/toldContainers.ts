/**
 * What the exporter is told of a container by whoever may ask the engine. It sees processes and the
 * containers' ids in their cgroups by itself, but has no access to the engine, so names come this way.
 */
export interface ToldContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly project?: string;
  readonly deployment?: string;
  /** Budget of video memory in bytes. */
  readonly budgetBytes?: number;
  /** UUID of the card or slice that it is to use. */
  readonly gpu?: string;
  /** Port on the host at which it serves HTTP. */
  readonly port?: number;
}

/** More than any host runs. */
const MOST = 5000;

/** Reads what was told; whatever is not as it should be is left out. @throws SyntaxError */
export function parseTold(text: string): ToldContainer[] {
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) return [];
  return entries.slice(0, MOST).flatMap((entry) => container(entry) ?? []);
}

function container(entry: unknown): ToldContainer | undefined {
  const values = (entry ?? {}) as Readonly<Record<string, unknown>>;
  const text = (key: string): string | undefined => {
    const value = values[key];
    return typeof value === 'string' && value !== '' ? value.slice(0, 256) : undefined;
  };
  const count = (key: string): number | undefined => {
    const value = values[key];
    return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;
  };
  const id = text('id');
  if (id === undefined || !/^[0-9a-f]{64}$/.test(id)) return undefined;
  const optional = {
    project: text('project'),
    deployment: text('deployment'),
    budgetBytes: count('budgetBytes'),
    gpu: text('gpu'),
    port: count('port'),
  };
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { id, name: text('name') ?? id.slice(0, 12), ...Object.fromEntries(known) };
}
