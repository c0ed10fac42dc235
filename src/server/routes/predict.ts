import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PredictAnswer } from '../../contract/schema/predict.ts';
import { clientLeft } from '../clientLeft.ts';
import type { ServerContext } from '../context.ts';
import { parseParameters } from '../parameterParsing.ts';
import { predictImages } from '../predictImages.ts';
import { predictionRequest } from '../predictionRequest.ts';
import { loadedModel, requireModel, requireRoom } from '../readiness.ts';
import { ServerError } from '../serverError.ts';
import { VERSION } from '../version.ts';
import { readMultipart } from './multipartImages.ts';
import { queryPairs } from './query.ts';

/** `POST /predict`: pictures as multipart files, or one picture as the whole body. */
export function predictRoute(app: FastifyInstance, context: ServerContext): void {
  app.route({
    method: 'POST',
    url: '/predict',
    // Before the body: what is bound to be refused need not be sent.
    onRequest: async (request) => {
      requireModel(context);
      requireRoom(context);
      requireReadableType(request);
    },
    handler: async (request, reply) => {
      const { images, fields } = request.isMultipart()
        ? await readMultipart(request, request.bodyMeter, context.limits.images)
        : { images: wholeBody(request), fields: [] };
      // The clock starts when the request is complete: how fast a client sends is not our time.
      const began = performance.now();
      if (images.length === 0) {
        throw new ServerError('bad_request', 'There is no picture in the form field "file".');
      }
      const model = loadedModel(context);
      const parameters = parseParameters([...queryPairs(request.url), ...fields]);
      const answers = await predictImages(
        context,
        model.workers,
        images,
        predictionRequest(parameters, model.spec),
        { left: clientLeft(reply), log: request.log },
      );
      request.imageCount = images.length;
      return {
        images: answers,
        metadata: {
          imageCount: images.length,
          functionTimeCall: Math.round(performance.now() - began) / 1000,
          model: model.name,
          version: { yoloDock: VERSION },
        },
      } satisfies PredictAnswer;
    },
  });
}

function requireReadableType({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const message = `Bodies with Content-Encoding ${JSON.stringify(encoding)} are not read; pictures are compressed already.`;
    throw new ServerError('unsupported_type', message);
  }
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/octet-stream' || type === 'multipart/form-data') return;
  if (type.startsWith('image/')) return;
  const message =
    `The Content-Type ${JSON.stringify(type.slice(0, 80))} is none of image/*, ` +
    'application/octet-stream and multipart/form-data. With curl: -F file=@picture.jpg, or ' +
    '-H "Content-Type: image/jpeg" --data-binary @picture.jpg.';
  throw new ServerError('unsupported_type', message);
}

function wholeBody({ body }: FastifyRequest): Uint8Array[] {
  if (body instanceof Uint8Array && body.byteLength > 0) return [body];
  // The picture's fault, as a damaged one's would be: others may still be answered.
  const message = 'The picture is empty (0 bytes): send the bytes of a file.';
  throw new ServerError('not_an_image', message);
}
