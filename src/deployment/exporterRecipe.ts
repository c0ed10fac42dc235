import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageRecipe, RECIPE_LABEL } from './imageRecipe.ts';

/** Name of the exporter's image. */
export const EXPORTER_IMAGE = 'yolo-dock/gpu-exporter:latest';

/** The program as it was bundled. */
const PROGRAM = ['exporter.js', 'nvmlWorker.js', 'package.json', 'package-lock.json'];

/** Where the extension keeps what goes into it. */
export interface ExporterParts {
  /** Folder with a folder of templates for each kind of image. */
  readonly templates: string;
  /** Folder with the bundled program. */
  readonly program: string;
}

/** What the exporter's image is made of. @param buildArgs base image and mirrors other than the usual. */
export async function exporterRecipe(
  { templates, program }: ExporterParts,
  buildArgs: Readonly<Record<string, string>> = {},
): Promise<ImageRecipe> {
  const dockerfile = join(templates, 'gpu-exporter', 'Dockerfile');
  const sources = [
    ['Dockerfile', dockerfile],
    ...PROGRAM.map((name) => [`.yolo-dock/${name}`, join(program, name)]),
  ];
  const context = await Promise.all(
    sources.map(async ([path = '', file = '']) => ({
      path,
      source: { content: await readFile(file) },
    })),
  );
  const hash = createHash('sha256').update(JSON.stringify(buildArgs));
  for (const { path, source } of context) hash.update(path).update(source.content);
  const recipe = hash.digest('hex');
  const request = {
    dockerfile: 'Dockerfile',
    context,
    tag: EXPORTER_IMAGE,
    labels: { [RECIPE_LABEL]: recipe, 'dev.yolo-dock.built': new Date().toISOString() },
    buildArgs,
  };
  return { request, dockerfile, hash: recipe, modelSha256: '' };
}
