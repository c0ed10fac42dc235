import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BuildRequest } from '../engine/buildImage.ts';
import type { Engine } from '../engine/engine.ts';

/** Stage of the template `tensorrt` that writes weights as ONNX, and where it puts them. */
const STAGE = 'export';
const EXPORTED = '/exported';

/**
 * The build of the export stage alone, made from that of the whole image.
 * @param picture absolute path of what export and weights are compared on.
 */
export async function exportRequest(
  request: BuildRequest,
  picture: string | undefined,
): Promise<BuildRequest> {
  const stage = { ...request, target: STAGE };
  if (picture === undefined) return stage;
  // A name with nothing in it that a Dockerfile would read otherwise, and not that of the weights.
  const name = `compared-on${extname(picture).toLowerCase()}`;
  const { size: bytes } = await stat(picture);
  return {
    ...stage,
    context: [...request.context, { path: name, source: { file: picture, bytes } }],
    buildArgs: { ...request.buildArgs, PICTURE: name },
  };
}

/** An export as it is made. */
export interface Exporting {
  /** Name and tag of an image of its own, which is gone in the end. */
  readonly image: string;
  /** Makes that image. */
  readonly build: () => Promise<unknown>;
  /** Absolute path of the file to write; what stands there is replaced once the new one is whole. */
  readonly target: string;
}

/**
 * Builds the export stage and takes the one ONNX file out of it. Whatever happens, neither image nor
 * container nor half a file is left.
 * @throws BuildFailure, EngineError; an error of the file system; the signal's reason.
 */
export async function exportOnnx(
  engine: Engine,
  { image, build, target }: Exporting,
  signal: AbortSignal,
): Promise<void> {
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  try {
    await build();
    signal.throwIfAborted();
    await takeOnnx(engine, image, part, signal);
    signal.throwIfAborted();
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
    // A build that is cancelled in its last moment has made it nevertheless.
    await engine.call((docker) => docker.getImage(image).remove()).catch(() => undefined);
  }
}

/** Reads the file out of a container that is never started. */
async function takeOnnx(
  engine: Engine,
  image: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  // The engine wants a command. No signal: a container that was asked for would be nobody's.
  const container = await engine.call((docker) =>
    docker.createContainer({ Image: image, Cmd: ['true'] }),
  );
  try {
    await engine.call(async () => {
      const archive = await container.getArchive({ path: EXPORTED });
      await writeOnnx(archive as unknown as Readable, path, signal);
    }, signal);
  } finally {
    await engine.call(() => container.remove({ force: true }));
  }
}

/** Writes the first `.onnx` file of an archive. */
async function writeOnnx(archive: Readable, path: string, signal: AbortSignal): Promise<void> {
  const { default: tar } = await import('tar-stream');
  const entries = tar.extract();
  archive.once('error', (error) => entries.destroy(error));
  archive.pipe(entries);
  for await (const entry of entries) {
    if (entry.header.type !== 'file' || !entry.header.name.endsWith('.onnx')) {
      entry.resume();
      continue;
    }
    const file = await open(path, 'wx');
    try {
      for await (const chunk of entry) {
        signal.throwIfAborted();
        await file.write(chunk as Buffer);
      }
    } finally {
      await file.close();
    }
    return;
  }
  throw new Error('The export stage has left no ONNX file.');
}
