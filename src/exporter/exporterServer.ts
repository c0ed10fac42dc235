import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { processesIn } from '../gpu/attribution/containersOf.ts';
import type { GpuSampler } from '../gpu/gpuSampler.ts';
import type { GpuState } from '../gpu/gpuSnapshot.ts';
import { containerStarts } from './containerStarts.ts';
import { type Told, withSeenContainers } from './containersSeen.ts';
import { gpuMetrics } from './gpuMetrics.ts';
import { METRICS_TYPE, metricsText } from './metricsText.ts';
import { bootSeconds } from './processStart.ts';
import { scrapeTargets } from './scrapeTargets.ts';
import type { ToldFile } from './toldFile.ts';

/** What is served. */
export interface Exported {
  readonly gpus: GpuSampler;
  readonly told: ToldFile;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PLAIN_TYPE = 'text/plain; charset=utf-8';

/** Milliseconds in which a request must be there: its answers are for a scraper, not for people. */
const REQUEST_MS = 10_000;

/** What one path answers. */
type Route = (exported: Exported) => Promise<readonly [type: string, body: string]>;

const ROUTES: Readonly<Record<string, Route>> = {
  '/metrics': async ({ gpus, told }) => {
    const [containers, state] = await Promise.all([told.read(), gpus.sampleOnce()]);
    const seen = state.ok
      ? { ok: true as const, snapshot: withSeenContainers(state.snapshot, containers) }
      : state;
    const starts = containerStarts(idsOf(seen, containers), bootSeconds());
    return [METRICS_TYPE, metricsText(gpuMetrics(seen, containers, starts))];
  },
  '/targets': async ({ told }) => [JSON_TYPE, JSON.stringify(scrapeTargets(await told.read()))],
  '/health/live': async () => [PLAIN_TYPE, 'ok\n'],
};

/** The exporter's HTTP server: it reads, and changes nothing. */
export function exporterServer(exported: Exported): Server {
  const server = createServer((request, response) => {
    answer(exported, request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) send(response, 500, PLAIN_TYPE, 'internal error\n');
    });
  });
  server.requestTimeout = REQUEST_MS;
  server.headersTimeout = REQUEST_MS;
  return server;
}

/** Containers that use a card, and those of deployments. */
function idsOf(state: GpuState, told: Told): Set<string> {
  const processes = state.ok ? processesIn(state.snapshot) : [];
  const deployments = [...told.values()].filter(({ deployment }) => deployment !== undefined);
  return new Set([
    ...processes.flatMap(({ containerId }) => containerId ?? []),
    ...deployments.map(({ id }) => id),
  ]);
}

async function answer(
  exported: Exported,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').replace(/\?.*$/, '');
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!route) return send(response, 404, PLAIN_TYPE, `${Object.keys(ROUTES).join('\n')}\n`);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return send(response, 405, PLAIN_TYPE, 'GET only\n');
  }
  const [type, body] = await route(exported);
  send(response, 200, type, body);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' });
  response.end(body);
}
