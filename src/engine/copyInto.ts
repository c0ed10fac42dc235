import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContextFile } from './buildContext.ts';
import { contextTar } from './contextTar.ts';
import type { Engine } from './engine.ts';

/**
 * Copies files and folders of this machine into a volume of a container, for engines that do not see
 * this machine's disk. They belong to root there, so a server's own user may only read them.
 * @param root of the volume in the container; every `to` lies below it.
 */
export async function copyInto(
  engine: Engine,
  containerId: string,
  root: string,
  files: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  const found = await Promise.all(
    files.map(({ from, to }) => filesIn(from, to.slice(root.length + 1))),
  );
  const archive = await contextTar(found.flat());
  await engine.call((docker) =>
    docker.getContainer(containerId).putArchive(archive as NodeJS.ReadableStream, { path: root }),
  );
}

async function filesIn(from: string, path: string): Promise<ContextFile[]> {
  const found = await stat(from);
  if (found.isFile()) return [{ path, source: { file: from, bytes: found.size } }];
  const entries = await readdir(from, { withFileTypes: true });
  const inside = await Promise.all(
    entries
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map(({ name }) => filesIn(join(from, name), `${path}/${name}`)),
  );
  return inside.flat();
}
