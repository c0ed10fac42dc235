import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContextFile } from './buildContext.ts';

/** The time of every file, so that equal contents give equal layers. */
const EPOCH = new Date(0);

/**
 * The files as a tar stream, read as they are sent. A file that changes its size meanwhile ends the
 * stream with an error. Paths that occur twice: the later one counts.
 */
export async function contextTar(files: readonly ContextFile[]): Promise<Readable> {
  const { default: tar } = await import('tar-stream');
  const pack = tar.pack();
  const byPath = new Map(files.map((file) => [file.path, file]));
  const add = async (): Promise<void> => {
    for (const { path, source, executable } of byPath.values()) {
      const header = { name: path, mode: executable ? 0o755 : 0o644, mtime: EPOCH };
      if ('content' in source) {
        pack.entry(header, source.content);
        continue;
      }
      await pipeline(createReadStream(source.file), pack.entry({ ...header, size: source.bytes }));
    }
    pack.finalize();
  };
  add().catch((error: Error) => pack.destroy(error));
  return Readable.from(pack);
}
