import { errors, ok } from './openApiResponses.ts';
import { PredictParameters } from './schema/parameters.ts';

const FILE_FIELD = {
  type: 'array',
  minItems: 1,
  items: { type: 'string', contentMediaType: 'application/octet-stream' },
  description: 'One or more pictures: JPEG, PNG, WebP, GIF, TIFF or AVIF; the field is repeatable.',
};

function queryParameters(): object[] {
  return Object.entries(PredictParameters.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
    ...('items' in schema ? { style: 'form', explode: false } : {}),
  }));
}

function predictBody(): object {
  const picture = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } };
  return {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['file'],
          properties: { file: FILE_FIELD, ...PredictParameters.properties },
          additionalProperties: false,
        },
      },
      'image/*': picture,
      'application/octet-stream': picture,
    },
  };
}

function get(operationId: string, summary: string, responses: object): object {
  return { get: { operationId, summary, responses } };
}

/** Paths of the contract outside `/v2`. */
export function contractPaths(): Record<string, unknown> {
  const failures = (...statuses: string[]) => errors('ErrorAnswer', ...statuses);
  return {
    '/': get('index', 'What this server is', { 200: ok('Index', 'IndexAnswer'), ...failures() }),
    '/predict': {
      post: {
        operationId: 'predict',
        summary: 'Find objects in one or more pictures',
        description:
          'Pictures as multipart `file` fields, or one picture as the whole body. Several pictures ' +
          'are answered in their order; the status is an error only when every one of them failed.',
        parameters: queryParameters(),
        requestBody: predictBody(),
        responses: {
          200: ok('What was found', 'PredictAnswer'),
          ...failures('400', '413', '414', '415', '422', '503', '504'),
        },
      },
    },
    '/health/live': get('live', 'Whether the process runs', {
      200: ok('It runs', 'LiveAnswer'),
      ...failures(),
    }),
    '/health/ready': get('ready', 'Whether the model is loaded and warmed up', {
      200: ok('Ready for predictions', 'ReadyAnswer'),
      ...failures('503'),
    }),
    '/model': get('model', 'What is loaded', {
      200: ok('The model', 'ModelAnswer'),
      ...failures('503'),
    }),
    '/metrics': get('metrics', 'Prometheus metrics', {
      200: {
        description: 'Text exposition format',
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
      ...failures(),
    }),
    '/openapi.json': get('openapi', 'This document', {
      200: {
        description: 'OpenAPI 3.1',
        content: { 'application/json': { schema: { type: 'object' } } },
      },
      ...failures(),
    }),
  };
}
