import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ContextFile, contextFiles } from '../engine/buildContext.ts';
import type { BuildRequest } from '../engine/buildImage.ts';
import { readOwnFile } from '../engine/ownFile.ts';
import { takenFiles } from '../engine/takenFiles.ts';
import { splitImage } from '../project/imageReference.ts';
import { dockerfileOf, pythonServer } from '../project/scaffold/stacks.ts';
import type { Stack } from '../project/yoloJson.ts';
import { fileHash } from './fileHash.ts';

/** The label of an image that tells what it was made from, so that it is not made again. */
export const RECIPE_LABEL = 'dev.yolo-dock.recipe';

/** Folder in the build context that holds what the extension brings. */
const OWN_FOLDER = '.yolo-dock';

/** Folder of the Python server's sources, there and in a workspace. */
const PYTHON_FOLDER = 'yolo_server';

/** Names of weights: large, and many in a workspace. */
const WEIGHTS = /\.(?:onnx|pt|engine)$/i;

/** What is known of the model without running it, for the image's labels. */
export interface ModelFacts {
  /** Absolute path of the weights. */
  readonly path: string;
  readonly family?: string;
  readonly task?: string;
  readonly labelCount?: number;
}

/** What an image is to be made of. */
export interface ImageWanted {
  /** Name and tag. */
  readonly image: string;
  readonly stack: Stack;
  /** Which variant of the stack. */
  readonly device: 'cpu' | 'gpu';
  readonly model: ModelFacts;
  /** Folder whose own Dockerfile is built where it has one. */
  readonly folder: string | undefined;
  /** Base images and package indexes other than the template's, by build argument. */
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/** Where the extension keeps what goes into images. */
export interface ImageParts {
  /** Folder with a folder of templates for each stack. */
  readonly templates: string;
  /** Folder with `server.js`, `package.json` and `package-lock.json`. */
  readonly server: string;
}

/** A build request and what identifies its result. */
export interface ImageRecipe {
  readonly request: BuildRequest;
  /** Path of the Dockerfile on disk, for problems in it. */
  readonly dockerfile: string;
  /** SHA-256 of all that goes in. */
  readonly hash: string;
  /** SHA-256 of the weights. */
  readonly modelSha256: string;
}

/**
 * Gathers what an image is built from: the folder's own Dockerfile, else the stack's template; the
 * server; the model. Nothing else of the folder, except what its `.dockerignore` lets through, and
 * of weights only those that the Dockerfile takes.
 * @throws EngineError where the folder's own files cannot be used.
 */
export async function imageRecipe(
  wanted: ImageWanted,
  parts: ImageParts,
  signal?: AbortSignal,
): Promise<ImageRecipe> {
  const name = dockerfileOf(wanted.stack, wanted.device);
  const template = join(parts.templates, wanted.stack);
  const own =
    wanted.folder === undefined ? undefined : await readOwnFile(wanted.folder, name, signal);
  const folder = (own === undefined ? undefined : wanted.folder) ?? template;
  const dockerfile = join(folder, name);
  const text = own ?? (await readFile(dockerfile, 'utf8'));
  const modelPath = contextName(wanted.model.path);
  const buildArgs = { ...imageFacts(text, wanted.image), ...wanted.buildArgs, MODEL: modelPath };
  const taken = await takenFiles(text, buildArgs);
  const files = await contextFiles(folder, name, signal);
  const context = [
    ...files.filter(
      ({ path }) => !path.startsWith(`${OWN_FOLDER}/`) && (!WEIGHTS.test(path) || taken(path)),
    ),
    { path: name, source: { content: Buffer.from(text) } },
    ...(await serverFiles(wanted.stack, parts, files)),
    await fileAt(modelPath, wanted.model.path),
  ];
  const hashes = await hashesOf(context, signal);
  const modelSha256 = hashes.get(modelPath) ?? '';
  const { family, task, labelCount } = wanted.model;
  // What is stated of a model may change without its file; layers come from the cache then.
  const told = { family, task, labelCount };
  const hash = createHash('sha256')
    .update(JSON.stringify([[...hashes].sort(), wanted.device, wanted.buildArgs ?? {}, told]))
    .digest('hex');
  const labels = {
    [RECIPE_LABEL]: hash,
    'dev.yolo-dock.model-sha256': modelSha256,
    'dev.yolo-dock.stack': wanted.stack,
    'dev.yolo-dock.built': new Date().toISOString(),
    ...(family && { 'dev.yolo-dock.family': family }),
    ...(task && { 'dev.yolo-dock.task': task }),
    ...(labelCount !== undefined && { 'dev.yolo-dock.labels': String(labelCount) }),
  };
  const request = {
    dockerfile: name,
    context,
    tag: wanted.image,
    labels,
    buildArgs,
  };
  return { request, dockerfile, hash, modelSha256 };
}

/** Build arguments with what is known of an image, of those that its Dockerfile declares. */
function imageFacts(dockerfile: string, image: string): Record<string, string> {
  const { tag } = splitImage(image);
  const facts = {
    IMAGE_CREATED: new Date().toISOString(),
    ...(tag !== undefined && tag !== 'latest' && { IMAGE_VERSION: tag }),
  };
  // An argument that is not declared makes the engine warn.
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => new RegExp(`^ARG ${name}=`, 'm').test(dockerfile)),
  );
}

/** The server: the extension's own, but sources in Python that the folder has are the folder's. */
async function serverFiles(
  stack: Stack,
  { templates, server }: ImageParts,
  files: readonly ContextFile[],
): Promise<ContextFile[]> {
  if (stack === 'onnx') {
    const names = ['server.js', 'package.json', 'package-lock.json'];
    return Promise.all(names.map((name) => fileAt(`${OWN_FOLDER}/${name}`, join(server, name))));
  }
  if (files.some(({ path }) => path.startsWith(`${PYTHON_FOLDER}/`))) return [];
  const sources = await pythonServer(templates, stack);
  return Promise.all([...sources].map(([path, file]) => fileAt(path, file)));
}

/**
 * A file's name with nothing in it that a Dockerfile or a shell would read otherwise. Letters of any
 * script stay, so that models can be told apart by their names; macOS takes accents apart.
 */
function contextName(path: string): string {
  return basename(path)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]/gu, '_');
}

async function fileAt(path: string, file: string): Promise<ContextFile> {
  const { size } = await stat(file);
  return { path, source: { file, bytes: size } };
}

async function hashesOf(
  files: readonly ContextFile[],
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const { path, source } of files) {
    const hash =
      'content' in source
        ? createHash('sha256').update(source.content).digest('hex')
        : await fileHash(source.file, signal);
    hashes.set(path, hash);
  }
  return hashes;
}
