import type { IncomingMessage } from 'node:http';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { BodyBudget, BodyMeter, readAll, refuseDeclaredSize } from './bodyReader.ts';
import { refuseBrokenRequest, watchConnections } from './connectionErrors.ts';
import type { RequestLimits, ServerContext } from './context.ts';
import { sendError } from './errorReply.ts';
import { type LogLevel, loggerOptions } from './log.ts';
import { Metrics } from './metrics.ts';
import type { Predictor } from './predictor.ts';
import { requestId } from './requestId.ts';
import { observeRequests } from './requestObservation.ts';
import { isIllFormed, requestTarget } from './requestTarget.ts';
import { predictRoute } from './routes/predict.ts';
import { statusRoutes } from './routes/status.ts';
import { RouteTable } from './routeTable.ts';
import { ServerError } from './serverError.ts';
import { v2Routes } from './v2/routes.ts';

declare module 'fastify' {
  interface FastifyInstance {
    routeTable: RouteTable;
  }
  interface FastifyRequest {
    /** Counts the bytes of this request's body. */
    bodyMeter: BodyMeter;
    /** Pictures in this request, for the log. */
    imageCount: number;
    /** Why it was refused or failed, for the log; empty when it was not. */
    errorCode: string;
  }
  interface FastifyContextConfig {
    /** Whether requests are logged at debug level only. */
    quiet?: boolean;
  }
}

/** Settings of the HTTP side of the server. */
export interface AppOptions {
  readonly limits: RequestLimits;
  readonly logLevel: LogLevel;
  /** Name of the deployment, in every line of the log. */
  readonly deployment: string;
}

/** The HTTP server around a predictor, not yet listening, and what its routes share. */
export interface App {
  readonly fastify: FastifyInstance;
  readonly context: ServerContext;
}

/** Milliseconds for the headers, and for the whole request: slow clients must not hold memory. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 60_000;
/** Longer than the idle time of common load balancers (60 s), so that they close first. */
const KEEP_ALIVE_MS = 65_000;

/** Builds the HTTP server. It answers at once; predictions are refused until the model is ready. */
export async function buildApp(predictor: Predictor, options: AppOptions): Promise<App> {
  const { limits } = options;
  const fastify = Fastify({
    logger: loggerOptions(options.logLevel, options.deployment),
    // observeRequests writes one line a request, also for clients that leave early.
    logController: new LogController({ requestIdLogLabel: 'request', disableRequestLogging: true }),
    // Before anything looks at it, such as for the shape of an error.
    rewriteUrl: ({ url = '/' }) => requestTarget(url),
    genReqId: (request) => requestId(request.headers),
    // readAll counts for itself; Fastify's own check would close connections under the client.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: HEADERS_MS,
      connectionsCheckingInterval: 2_000,
      // Its refusal is no JSON; refuseEarly does it.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors: (error, request, reply) => sendError(request, reply, error),
  });
  const context: ServerContext = {
    predictor,
    metrics: new Metrics(predictor),
    limits,
    startedAt: Date.now(),
    stopping: false,
  };
  watchConnections(fastify.server, limits.bodyBytes);
  observeRequests(fastify, context);
  refuseEarly(fastify, context);
  readBodies(fastify, limits);
  await fastify.register(multipart, { limits: { fileSize: Number.MAX_SAFE_INTEGER } });
  predictRoute(fastify, context);
  statusRoutes(fastify, context);
  v2Routes(fastify, context);
  await fastify.ready();
  return { fastify, context };
}

/** Unknown routes and methods, and errors of any kind, in the contract's shape. */
function refuseEarly(fastify: FastifyInstance, context: ServerContext): void {
  const routeTable = new RouteTable();
  fastify.decorate('routeTable', routeTable);
  fastify.addHook('onRoute', ({ url, method }) => {
    routeTable.add(url, Array.isArray(method) ? method : [method]);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    if (isIllFormed(request)) {
      reply.header('connection', 'close');
      throw new ServerError('bad_request', 'This is not a well-formed HTTP request.');
    }
    if (!request.is404) return;
    const path = request.url.split('?', 1)[0]?.slice(0, 200) ?? '';
    const allowed = routeTable.allowed(request.url);
    if (allowed.length === 0) {
      throw new ServerError('not_found', `There is nothing at ${path}; GET / lists what there is.`);
    }
    reply.header('allow', allowed.join(', '));
    const message = `${path} takes ${allowed.join(', ')}, not ${request.method}.`;
    throw new ServerError('method_not_allowed', message);
  });
  // Also what was let in before: its connection is closed once it is answered.
  fastify.addHook('onSend', async (_request, reply) => {
    if (context.stopping) reply.header('connection', 'close');
  });
  fastify.setErrorHandler((error, request, reply) => sendError(request, reply, error));
  fastify.setNotFoundHandler((request, reply) =>
    sendError(request, reply, new ServerError('not_found', 'There is nothing here.')),
  );
}

/** Bodies of any type become a Buffer, within the limits; multipart is read by its route. */
function readBodies(fastify: FastifyInstance, limits: RequestLimits): void {
  const budget = new BodyBudget(limits.bodyBytes);
  fastify.decorateRequest('bodyMeter');
  fastify.decorateRequest('imageCount', 0);
  fastify.decorateRequest('errorCode', '');
  fastify.addHook('onRequest', async (request, reply) => {
    const meter = new BodyMeter(budget, limits.bodyBytes);
    request.bodyMeter = meter;
    reply.raw.once('close', () => meter.release());
    refuseDeclaredSize(request.raw, limits.bodyBytes);
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    readAll(payload, request.bodyMeter),
  );
}
