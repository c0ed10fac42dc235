import { contractPaths } from './openApiPaths.ts';
import { v2Paths } from './openApiV2Paths.ts';
import { ErrorAnswer } from './schema/error.ts';
import { IndexAnswer, LiveAnswer, ReadyAnswer } from './schema/health.ts';
import { ModelAnswer } from './schema/model.ts';
import { PredictParameters } from './schema/parameters.ts';
import { PredictAnswer } from './schema/predict.ts';
import {
  V2Config,
  V2Error,
  V2InferAnswer,
  V2InferRequest,
  V2Model,
  V2Server,
} from './schema/v2.ts';

/** Every body of the contract by its name in `components.schemas`. */
export const SCHEMAS = {
  ErrorAnswer,
  IndexAnswer,
  LiveAnswer,
  ModelAnswer,
  PredictAnswer,
  PredictParameters,
  ReadyAnswer,
  V2Config,
  V2Error,
  V2InferAnswer,
  V2InferRequest,
  V2Model,
  V2Server,
} as const;
export type SchemaName = keyof typeof SCHEMAS;

/** An OpenAPI 3.1 document, as far as this module needs to know its shape. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/**
 * The contract as an OpenAPI 3.1 document. It is made of the schemas that the types of this folder
 * derive from, so it cannot say something else than the code.
 * @param version version of the server that serves it.
 */
export function openApiDocument(version: string): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'YOLO Dock inference server',
      version,
      description:
        'Finds objects in pictures. Answers of `POST /predict` have the shape of Ultralytics’ ' +
        'inference API; `/v2` is the Open Inference Protocol.',
      license: { name: 'MIT', identifier: 'MIT' },
    } as OpenApiDocument['info'],
    paths: { ...contractPaths(), ...v2Paths() },
    components: { schemas: SCHEMAS },
  };
}
