import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The sample workspace. */
export const SAMPLES = join(ROOT, 'samples', 'parts');

/** Real models and photographs for tests; beside the project where they exist. */
export const CONFORMANCE = resolve(ROOT, '..', 'shared', 'conformance');
