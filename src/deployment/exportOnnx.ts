import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BuildRequest } from '../engine/buildImage.ts';
import type { Engine } from '../engine/engine.ts';

/** Stage of the template `tensorrt` that writes weights as ONNX, and where it puts them. */
const STAGE = 'export';
const EXPORTED = '/exported';

/** The build of the export stage alone, made from that of the whole image. */
export function exportRequest(request: BuildRequest): BuildRequest {
  return { ...request, target: STAGE };
}

/**
 * Takes the one ONNX file out of an image of the export stage and removes the image. The file appears
 * under its name only when it is whole; what stood there is replaced.
 * @param target absolute path.
 * @throws EngineError; an error of the file system; the signal's reason.
 */
export async function takeExported(
  engine: Engine,
  image: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  try {
    // It is never started, but the engine wants a command; nothing has to run for files to be read.
    const container = await engine.call(
      (docker) => docker.createContainer({ Image: image, Cmd: ['true'] }),
      signal,
    );
    try {
      await engine.call(async () => {
        const archive = await container.getArchive({ path: EXPORTED });
        await writeOnnx(archive as unknown as Readable, part, signal);
      }, signal);
    } finally {
      await engine.call(() => container.remove({ force: true }));
    }
    signal.throwIfAborted();
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
    await engine.call((docker) => docker.getImage(image).remove()).catch(() => undefined);
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
