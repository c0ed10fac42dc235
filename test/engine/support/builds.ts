import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { ROOT, SAMPLES } from '../../../scripts/paths.ts';

/** Files of a build context by their path in it. */
export type Context = Readonly<Record<string, Buffer>>;

/** A build that failed; the message is the builder's, with the output of its steps. */
class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

/** One of the sample models. */
export function sampleModel(name: 'parts-v8' | 'parts-v10'): Buffer {
  return readFileSync(join(SAMPLES, 'models', `${name}.onnx`));
}

/** What the template `onnx` is built from: its own files, the server, and a model. */
export function onnxContext(
  dockerfile: 'Dockerfile' | 'Dockerfile.cuda',
  server: ReadonlyMap<string, Buffer>,
  model: { readonly path: string; readonly bytes: Buffer },
): Context {
  const template = (name: string): Buffer => readFileSync(join(ROOT, 'templates', 'onnx', name));
  return {
    Dockerfile: template(dockerfile),
    '.dockerignore': template('.dockerignore'),
    ...Object.fromEntries([...server].map(([name, bytes]) => [`.yolo-dock/${name}`, bytes])),
    [model.path]: model.bytes,
  };
}

/** How an image is built. */
export interface BuildSettings {
  readonly tag: string;
  readonly args?: Readonly<Record<string, string>>;
  /** BuildKit unless stated. */
  readonly builder?: 'buildkit' | 'classic';
}

/**
 * Builds an image from a context in memory.
 * @throws BuildFailed
 */
export async function buildImage(
  docker: Docker,
  context: Context,
  { tag, args = {}, builder = 'buildkit' }: BuildSettings,
): Promise<void> {
  const tar = pack();
  for (const [name, bytes] of Object.entries(context)) {
    tar.entry({ name, mtime: new Date(0), mode: 0o644 }, bytes);
  }
  tar.finalize();
  const stream = await docker.buildImage(Readable.from(tar), {
    t: tag,
    buildargs: { ...args },
    version: builder === 'buildkit' ? '2' : '1',
    rm: true,
    forcerm: true,
  });
  let said = '';
  for (const line of (await text(stream)).split('\n').filter(Boolean)) {
    const message = JSON.parse(line) as { stream?: string; aux?: unknown; error?: string };
    // BuildKit's trace is a protobuf in base64; what its steps print is readable in it.
    if (typeof message.aux === 'string') said += Buffer.from(message.aux, 'base64').toString();
    said += message.stream ?? '';
    if (message.error !== undefined) throw new BuildFailed(`${message.error}\n${said}`);
  }
}

/** A layer of an image; one of no bytes is a setting. */
export interface Layer {
  readonly createdBy: string;
  readonly bytes: number;
}

/** The layers of an image, newest first. */
export async function layersOf(docker: Docker, image: string): Promise<Layer[]> {
  const history = (await docker.getImage(image).history()) as { CreatedBy: string; Size: number }[];
  return history.map(({ CreatedBy, Size }) => ({ createdBy: CreatedBy, bytes: Size }));
}
