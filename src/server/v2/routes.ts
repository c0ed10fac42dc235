import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clientLeft } from '../clientLeft.ts';
import type { ServerContext } from '../context.ts';
import type { LoadedModel } from '../predictor.ts';
import { loadedModel, requireModel, requireRoom } from '../readiness.ts';
import { ServerError } from '../serverError.ts';
import { VERSION } from '../version.ts';
import { modelConfig, modelDescription } from './description.ts';
import { openEnvelope } from './envelope.ts';
import { infer } from './infer.ts';
import { inferAnswer, MODEL_VERSION } from './inferAnswer.ts';
import { inferRequest } from './inferRequest.ts';

const EXTENSIONS = ['binary_tensor_data', 'model_configuration', 'image_bytes'];
const PROBE = { config: { quiet: true } } as const;
const HEADER_LENGTH = 'inference-header-content-length';

/** The Open Inference Protocol, version 2, with Triton's binary data and configuration. */
export function v2Routes(app: FastifyInstance, context: ServerContext): void {
  app.get('/v2', async () => ({ name: 'yolo-dock', version: VERSION, extensions: EXTENSIONS }));
  // The protocol wants the bodies of health answers to be empty.
  app.get('/v2/health/live', PROBE, async (_request, reply) => reply.send());
  app.get('/v2/health/ready', PROBE, async (_request, reply) => {
    requireModel(context);
    return reply.send();
  });
  for (const prefix of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
    app.get(prefix, async (request) => modelDescription(requested(context, request)));
    app.get(`${prefix}/config`, async (request) => modelConfig(requested(context, request)));
    app.get(`${prefix}/ready`, PROBE, async (request, reply) => {
      requested(context, request);
      return reply.send();
    });
    inferRoute(app, context, `${prefix}/infer`);
  }
}

function inferRoute(app: FastifyInstance, context: ServerContext, url: string): void {
  app.route({
    method: 'POST',
    url,
    onRequest: async (request) => {
      requested(context, request);
      requireRoom(context);
      const { 'content-type': type, 'content-encoding': encoding } = request.headers;
      if (type?.toLowerCase().startsWith('multipart/')) {
        throw new ServerError('unsupported_type', 'Inference requests are JSON, not a form.');
      }
      if (encoding !== undefined && encoding !== 'identity') {
        throw new ServerError('unsupported_type', 'Bodies with a Content-Encoding are not read.');
      }
    },
    handler: async (request, reply) => {
      const headerLength = request.headers[HEADER_LENGTH];
      const wanted = inferRequest(openEnvelope(request.body, headerLength?.toString()));
      const model = loadedModel(context);
      const caller = { left: clientLeft(reply), log: request.log };
      const tensors = await infer(context, model, wanted, caller);
      const answer = inferAnswer(model.name, wanted, tensors);
      if (answer.headerLength === undefined) reply.type('application/json; charset=utf-8');
      else reply.type('application/octet-stream').header(HEADER_LENGTH, answer.headerLength);
      return reply.send(answer.body);
    },
  });
}

/** The model that a path names. @throws ServerError with code `not_found` for any other. */
function requested(context: ServerContext, { params }: FastifyRequest): LoadedModel {
  const model = requireModel(context);
  const { model: name, version } = params as { model: string; version?: string };
  if (name !== model.name) {
    throw new ServerError(
      'not_found',
      `There is no model ${JSON.stringify(name)}; this server has ${JSON.stringify(model.name)}.`,
    );
  }
  if (version !== undefined && version !== MODEL_VERSION) {
    const shown = JSON.stringify(version);
    throw new ServerError('not_found', `There is no version ${shown}; the model has version 1.`);
  }
  return model;
}
