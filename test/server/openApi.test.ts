import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApiDocument } from '../../src/contract/openApi.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  responses: Record<string, { description: string }>;
}

const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3')));

function operations(): [string, Operation][] {
  return Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation): [string, Operation] => [path, operation]),
  );
}

test('every reference leads somewhere', () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
  let count = 0;
  for (const [, pointer = ''] of references) {
    count++;
    const target = pointer.split('/').reduce((value, key) => value?.[key], document);
    assert.ok(target, pointer);
  }
  assert.ok(count > 20);
});

test('operations: ids are unique, path parameters are declared, each answer is described', () => {
  const ids = new Set<string>();
  for (const [path, { operationId, parameters = [], responses }] of operations()) {
    assert.ok(!ids.has(operationId), operationId);
    ids.add(operationId);
    const declared = parameters
      .filter((parameter) => parameter.in === 'path')
      .map(({ name }) => name);
    assert.deepEqual(
      declared,
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    );
    for (const { description } of Object.values(responses)) assert.ok(description);
  }
  assert.equal(document.info.version, '1.2.3');
});
