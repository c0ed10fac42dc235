import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NvmlThread } from '../../src/gpu/nvml/nvmlThread.ts';
import { SAMPLES } from '../paths.ts';
import { startServer } from '../server/serverProcess.ts';
import type { Archive } from './archive.ts';
import { PackageError } from './verify.ts';

/**
 * Unpacks a package for this machine into an empty folder and lets its server look at a picture:
 * only that tells whether all that it loads is there. The thread that reads GPUs is tried too.
 * @throws PackageError
 */
export async function tryOut(archive: Archive, folder: string): Promise<void> {
  for (const [name, bytes] of archive.read(() => true)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  try {
    const model = join(folder, 'samples', 'parts', 'models', 'parts-v10.onnx');
    const server = await startServer(model, { script: join(folder, 'dist', 'server.js') });
    try {
      const picture = readFileSync(join(SAMPLES, 'images', 'line-05.jpg'));
      const [answer] = (await server.client.predict(picture)).images;
      const found = answer !== undefined && 'results' in answer ? answer.results.length : 0;
      if (found === 0) throw new Error('It found nothing in a sample picture.');
    } finally {
      await server.stop();
    }
  } catch (error) {
    throw new PackageError(`The packaged server does not work: ${(error as Error).message}`);
  }
  await tryGpus(folder);
}

/** Lets the packaged thread look for a driver that is not there: it must be able to load one. */
async function tryGpus(folder: string): Promise<void> {
  const worker = join(folder, 'dist', 'nvmlWorker.cjs');
  const thread = new NvmlThread({ worker, libraries: [join(folder, 'no-driver')] });
  const { state, noLibrary } = await thread.sample();
  await thread.rest();
  if (noLibrary === 'no-library') return;
  const why = noLibrary ?? (state.ok ? 'it found a driver' : state.unavailable.message);
  throw new PackageError(`The packaged GPU thread does not work: ${why}`);
}
