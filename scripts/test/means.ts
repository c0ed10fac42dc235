import { existsSync } from 'node:fs';
import { CONFORMANCE } from '../paths.ts';

/** Why the conformance tier cannot run here; undefined when it can. */
export function conformanceSet(): string | undefined {
  return existsSync(CONFORMANCE)
    ? undefined
    : 'no conformance set beside the project (it is not public)';
}
