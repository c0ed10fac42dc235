// One file is all parts of the server: the main thread answers HTTP, the worker threads run the model,
// and a process of its own converts pictures. Each loads only what it needs.
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) {
  const { serveWorker } = await import('./worker.ts');
  serveWorker();
} else if (process.argv[2] === '--convert-pictures') {
  const { serveConversions } = await import('./conversions.ts');
  serveConversions();
} else {
  const { main } = await import('./main.ts');
  await main(fileURLToPath(import.meta.url));
}
