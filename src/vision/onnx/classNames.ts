import { ModelError } from '../modelError.ts';
import type { ModelOverrides } from '../types.ts';
import type { ExportMetadata } from './exportMetadata.ts';

/** Names by class number, and whether anyone gave them. */
export interface ClassNames {
  readonly list: readonly string[];
  readonly named: boolean;
}

/**
 * The class names: the user's, which must be as many as the model has classes, else the file's,
 * filled up with numbers or cut.
 *
 * @param count number of classes by the tensor; `undefined` where rows hold a class number, of
 *   which the file's own names then tell how many there are.
 * @throws {ModelError} `names-mismatch`.
 */
export function classNames(
  file: string,
  count: number | undefined,
  metadata: ExportMetadata,
  overrides: ModelOverrides,
): ClassNames {
  const own = overrides.names;
  if (own !== undefined) checkOwn(file, own, count ?? metadata.names?.length);
  const known = own ?? metadata.names ?? [];
  const length = count ?? known.length;
  // An empty name would label an object with nothing.
  const list = Array.from({ length }, (_, i) => nonEmpty(known[i]) ?? String(i));
  return { list, named: known.length > 0 };
}

function nonEmpty(name: string | undefined): string | undefined {
  return name?.trim() === '' ? undefined : name;
}

function checkOwn(file: string, own: readonly string[], count: number | undefined): void {
  const empty = own.findIndex((name) => name.trim() === '');
  if (empty >= 0) {
    throw new ModelError(
      'names-mismatch',
      `The name given for class ${empty} of ${file} is empty: give one name for each class.`,
    );
  }
  if (count === undefined || own.length === count) return;
  const given = own.length === 1 ? '1 name is' : `${own.length} names are`;
  throw new ModelError(
    'names-mismatch',
    `${file} has ${count} classes, but ${given} given for them: give one name for each class.`,
  );
}
