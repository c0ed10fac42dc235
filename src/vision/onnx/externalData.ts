import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep, win32 } from 'node:path';
import { ModelError } from '../modelError.ts';
import type { OnnxHeader } from '../types.ts';

/** ONNX Runtime takes an offset into memory, not a file, behind this name. */
const MEMORY_ADDRESS = '_ORT_MEM_ADDR_';

/**
 * Checks that the weights which a model keeps in other files lie beside it. A model file comes
 * from strangers: without this check one could read any file of its user.
 *
 * @throws {ModelError} `external-data-outside` or `external-data-missing`.
 */
export async function checkExternalData(path: string, header: OnnxHeader): Promise<void> {
  if (header.externalData.length === 0) return;
  const folder = dirname(resolve(path));
  // The model itself may be a link, as in Hugging Face's cache, with its data beside the target.
  const allowed = [await realpath(folder), dirname(await realpath(path))];
  for (const location of header.externalData) {
    if (leaves(location)) throw outside(header.file, location);
    const target = await realpath(resolve(folder, location)).catch(() => undefined);
    if (target === undefined) {
      throw new ModelError(
        'external-data-missing',
        `${header.file} keeps its weights in ${JSON.stringify(location.slice(0, 100))}, which is not beside it: copy that file into the same folder, or export the model as one file.`,
      );
    }
    if (!allowed.some((root) => contains(root, target))) throw outside(header.file, location);
  }
}

function leaves(location: string): boolean {
  return (
    isAbsolute(location) ||
    win32.isAbsolute(location) ||
    /^[a-z]:/i.test(location) ||
    location.includes('\0') ||
    location.includes(MEMORY_ADDRESS) ||
    location.split(/[\\/]/).includes('..')
  );
}

function contains(root: string, target: string): boolean {
  const path = relative(root, target);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function outside(file: string, location: string): ModelError {
  return new ModelError(
    'external-data-outside',
    `${file} asks for data outside its own folder (${JSON.stringify(location.slice(0, 100))}), which is refused: export the model again, with its data beside it.`,
  );
}
