/**
 * Makes `yolo.editor.schema.json` from `yolo.schema.json`. The first tells VS Code what to complete
 * and what to show of a key; it forbids nothing, because the extension reports all problems itself,
 * with fixes and in the user's language, and each would appear twice. The second is for everybody
 * else. After a change: `npx node schemas/editorSchema.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** What a schema forbids with. */
const RULES = new Set([
  'type',
  'required',
  'propertyNames',
  'oneOf',
  'items',
  'pattern',
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'],
]);

type Json = Readonly<Record<string, unknown>>;

/** A schema without its rules; lists of words become proposals. */
export function editorSchema(schema: Json): Json {
  const kept = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (RULES.has(key) || value === false || key === 'enumDescriptions') return [];
    if (key === 'enum') return [['defaultSnippets', proposals(schema)]];
    if (key === 'properties' || key === 'definitions') return [[key, eachOf(value as Json)]];
    if (key === 'additionalProperties') return [[key, editorSchema(value as Json)]];
    return [[key, value]];
  });
  return Object.fromEntries(kept);
}

/** Under these keys stand names, and schemas only below them. */
function eachOf(schemas: Json): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, editorSchema(schema as Json)]),
  );
}

function proposals({ enum: words, enumDescriptions }: Json): object[] {
  const descriptions = (enumDescriptions ?? []) as readonly string[];
  return (words as readonly string[]).map((word, index) => {
    const description = descriptions[index];
    return { label: `"${word}"`, ...(description && { description }), body: word };
  });
}

if (import.meta.main) {
  const file = (name: string): URL => new URL(name, import.meta.url);
  const strict = JSON.parse(readFileSync(file('yolo.schema.json'), 'utf8')) as Json;
  const text = `${JSON.stringify(editorSchema(strict), undefined, 2)}\n`;
  writeFileSync(file('yolo.editor.schema.json'), text);
}
