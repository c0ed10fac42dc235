import { join } from 'node:path';
import type { ImageParts } from '../../deployment/imageRecipe.ts';

/** Where the extension's own folder keeps what goes into images. */
export function imageParts(extensionPath: string): ImageParts {
  return {
    templates: join(extensionPath, 'templates'),
    server: join(extensionPath, 'dist', 'container'),
  };
}
