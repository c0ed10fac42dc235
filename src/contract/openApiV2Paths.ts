import { errors, jsonContent, ok } from './openApiResponses.ts';

const MODEL = {
  name: 'model',
  in: 'path',
  required: true,
  schema: { type: 'string', minLength: 1 },
  description: 'Name of the model, as in `GET /model`.',
};

const VERSION = {
  name: 'version',
  in: 'path',
  required: true,
  schema: { type: 'string', minLength: 1 },
  description: 'Always `1`: a server has one version of one model.',
};

const HEADER_LENGTH = {
  name: 'Inference-Header-Content-Length',
  in: 'header',
  required: false,
  schema: { type: 'integer', minimum: 0 },
  description: 'Bytes of the JSON object at the start of the body when binary tensors follow it.',
};

const EMPTY = { description: 'Yes; the body is empty' };

function health(summary: string, operationId: string, parameters: object[]): object {
  return {
    get: {
      operationId,
      summary,
      ...(parameters.length > 0 ? { parameters } : {}),
      responses: {
        200: EMPTY,
        ...errors('V2Error', ...(parameters.length > 0 ? ['404', '414', '503'] : ['503'])),
      },
    },
  };
}

function get(summary: string, operationId: string, schema: string, parameters: object[]): object {
  return {
    get: {
      operationId,
      summary,
      ...(parameters.length > 0 ? { parameters } : {}),
      responses: {
        200: ok(summary, schema),
        ...errors('V2Error', ...(parameters.length > 0 ? ['404', '414', '503'] : [])),
      },
    },
  };
}

function infer(operationId: string, parameters: object[]): object {
  return {
    post: {
      operationId,
      summary: 'Run the network on tensors, or find objects in encoded pictures',
      description:
        'Tensors in JSON or with the binary extension. Instead of the model’s own input, an input ' +
        '`image` of datatype BYTES takes encoded pictures (length-prefixed in binary, base64 in JSON) ' +
        'and gives an output `detections`: for each picture the JSON text of one element of `images` ' +
        'of `POST /predict`, whose parameters may stand in `parameters`. FP16 has no JSON form.',
      parameters: [...parameters, HEADER_LENGTH],
      requestBody: {
        required: true,
        content: {
          ...jsonContent('V2InferRequest'),
          'application/octet-stream': {
            schema: { type: 'string', contentMediaType: 'application/octet-stream' },
          },
        },
      },
      responses: {
        200: {
          description:
            'Outputs; the JSON object is followed by binary data where that was asked for',
          content: {
            ...jsonContent('V2InferAnswer'),
            'application/octet-stream': {
              schema: { type: 'string', contentMediaType: 'application/octet-stream' },
            },
          },
        },
        ...errors('V2Error', '400', '404', '413', '414', '415', '503', '504'),
      },
    },
  };
}

/** Paths of the Open Inference Protocol. */
export function v2Paths(): Record<string, unknown> {
  const paths: Record<string, unknown> = {
    '/v2': get('Server metadata', 'v2Server', 'V2Server', []),
    '/v2/health/live': health('Whether the server runs', 'v2Live', []),
    '/v2/health/ready': health('Whether the model is ready', 'v2Ready', []),
  };
  for (const [prefix, suffix, parameters] of [
    ['/v2/models/{model}', '', [MODEL]],
    ['/v2/models/{model}/versions/{version}', 'Version', [MODEL, VERSION]],
  ] as const) {
    paths[prefix] = get('Model metadata', `v2Model${suffix}`, 'V2Model', [...parameters]);
    paths[`${prefix}/config`] = get('Model configuration', `v2Config${suffix}`, 'V2Config', [
      ...parameters,
    ]);
    paths[`${prefix}/ready`] = health('Whether the model is ready', `v2ModelReady${suffix}`, [
      ...parameters,
    ]);
    paths[`${prefix}/infer`] = infer(`v2Infer${suffix}`, [...parameters]);
  }
  return paths;
}
