import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '../../contract/openApi.ts';
import type { IndexAnswer, LiveAnswer, ReadyAnswer } from '../../contract/schema/health.ts';
import type { ServerContext } from '../context.ts';
import { modelAnswer } from '../modelAnswer.ts';
import { requireModel } from '../readiness.ts';
import { VERSION } from '../version.ts';

/** Probes come every few seconds and say nothing while all is well: their lines are for debugging. */
const PROBE = { config: { quiet: true } } as const;

/** Everything outside `/v2` that only tells: index, health, model, metrics, the OpenAPI document. */
export function statusRoutes(app: FastifyInstance, context: ServerContext): void {
  app.get('/', async () => {
    const routes = [...app.routeTable.lines()];
    return { name: 'YOLO Dock inference server', version: VERSION, routes } satisfies IndexAnswer;
  });
  app.get('/health/live', PROBE, async () => ({ status: 'live' }) satisfies LiveAnswer);
  app.get('/health/ready', PROBE, async () => {
    return { status: 'ready', model: requireModel(context).name } satisfies ReadyAnswer;
  });
  app.get('/model', async () => modelAnswer(requireModel(context)));
  app.get('/metrics', PROBE, async (_request, reply) => {
    const { registry } = context.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  let document: string | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(VERSION), null, 1);
    return reply.type('application/json; charset=utf-8').send(document);
  });
}
