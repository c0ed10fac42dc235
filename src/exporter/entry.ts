/**
 * The GPU exporter as it runs in its container. Without arguments it serves; with `tell` it takes the
 * list of containers from its standard input, for the one that serves.
 */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { GpuSampler } from '../gpu/gpuSampler.ts';
import { LocalGpuSource } from '../gpu/localGpuSource.ts';
import { exporterServer } from './exporterServer.ts';
import { ToldFile } from './toldFile.ts';

/** Between scrapes the driver stays open; the default interval of Prometheus is a minute. */
const REST_AFTER_MS = 150_000;

const told = new ToldFile(process.env['YOLO_EXPORTER_CONTAINERS'] ?? '/data/containers.json');

if (process.argv[2] === 'tell') {
  const containers = await told.write(await text(process.stdin));
  process.stdout.write(`${containers}\n`);
} else {
  await serve();
}

async function serve(): Promise<void> {
  const worker = new URL('./nvmlWorker.js', import.meta.url);
  const gpus = new GpuSampler(new LocalGpuSource({ worker }), { restAfterMs: REST_AFTER_MS });
  const server = exporterServer({ gpus, told });
  const host = process.env['YOLO_EXPORTER_HOST'] ?? '127.0.0.1';
  const port = Number(process.env['YOLO_EXPORTER_PORT'] ?? 9837);
  server.listen(port, host);
  await once(server, 'listening');
  process.stdout.write(`serving metrics on ${host}:${port}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
      void gpus.dispose();
    });
  }
}
