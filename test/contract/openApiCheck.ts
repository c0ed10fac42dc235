import assert from 'node:assert/strict';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { type OpenApiDocument, SCHEMAS, type SchemaName } from '../../src/contract/openApi.ts';

interface Operation {
  readonly responses: Readonly<
    Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>
  >;
}

/**
 * Fails when an answer is not one that the document describes: its path and method, its status, its
 * media type, and its body by the schema. Methods and paths that are not in it must get 404 or 405.
 */
export function checkAnswer(
  document: OpenApiDocument,
  method: string,
  path: string,
  response: Response,
  text: string,
): void {
  const label = `${method} ${path} → ${response.status}`;
  const item = pathItem(document, path);
  const operation = item?.[method.toLowerCase()];
  if (!operation) {
    if (method === 'HEAD' && item?.['get']) return;
    assert.ok([404, 405, 413].includes(response.status), label);
    checkBody(path.startsWith('/v2') ? 'V2Error' : 'ErrorAnswer', text, label);
    return;
  }
  const described = operation.responses[response.status];
  assert.ok(described, `${label} is not in the document`);
  if (!described.content) {
    assert.equal(text, '', `${label} has a body`);
    return;
  }
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const media = described.content[type];
  assert.ok(media, `${label}: media type ${type} is not in the document`);
  const name = media.schema.$ref?.split('/').at(-1);
  if (name) checkBody(name as SchemaName, text, label);
}

function checkBody(name: SchemaName, text: string, label: string): void {
  const schema: TSchema = SCHEMAS[name];
  const body: unknown = JSON.parse(text);
  if (Value.Check(schema, body)) return;
  assert.fail(`${label}: ${JSON.stringify(Value.Errors(schema, body)).slice(0, 500)}`);
}

function pathItem(document: OpenApiDocument, path: string): Record<string, Operation> | undefined {
  for (const [pattern, item] of Object.entries(document.paths)) {
    const expression = new RegExp(
      `^${pattern.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`,
    );
    if (expression.test(path)) return item as Record<string, Operation>;
  }
  return undefined;
}
