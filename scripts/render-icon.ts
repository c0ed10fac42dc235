/** Renders the extension's icon, media/icon.svg, to the PNG that VS Code and its gallery show. */
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './paths.ts';

const PIXELS = 256;

const { size } = await sharp(join(ROOT, 'media', 'icon.svg'))
  .resize(PIXELS, PIXELS)
  .png({ compressionLevel: 9, palette: true })
  .toFile(join(ROOT, 'media', 'icon.png'));
console.log(`media/icon.png: ${PIXELS}×${PIXELS}, ${size} bytes`);
