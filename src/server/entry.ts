// One file is both halves of the server: the main thread answers HTTP, the worker threads run the
// model. Each loads only what it needs.
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const { main } = await import('./main.ts');
  await main(fileURLToPath(import.meta.url));
} else {
  const { serveWorker } = await import('./worker.ts');
  serveWorker();
}
