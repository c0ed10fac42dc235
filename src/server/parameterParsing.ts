import type { TSchema } from 'typebox';
import { type ParameterName, PredictParameters } from '../contract/schema/parameters.ts';
import { ServerError } from './serverError.ts';

/** The keywords of the parameters' schemas that this module understands. */
interface ParameterSchema {
  readonly type: 'number' | 'integer' | 'boolean' | 'array';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: ParameterSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

const SCHEMAS = PredictParameters.properties as Readonly<Record<ParameterName, TSchema>>;
const NAMES = Object.keys(SCHEMAS) as ParameterName[];
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Longest part of a bad value that a message repeats. */
const SHOWN = 40;

/**
 * Turns text parameters into values, by the schemas of the contract.
 * @param given name and text of each parameter, in order; lists may be repeated.
 * @throws ServerError with code `bad_parameter` that names the parameter, its value and what is
 * allowed; unknown names are errors too, so that a typing mistake is not silent.
 */
export function parseParameters(given: Iterable<readonly [string, string]>): PredictParameters {
  const texts = new Map<ParameterName, string[]>();
  for (const [name, text] of given) {
    const known = NAMES.find((candidate) => candidate === name);
    if (known === undefined) {
      throw bad(`There is no parameter ${show(name)}; allowed are ${NAMES.join(', ')}.`);
    }
    texts.set(known, [...(texts.get(known) ?? []), text]);
  }
  const values: Partial<Record<ParameterName, unknown>> = {};
  for (const [name, parts] of texts) {
    const schema = SCHEMAS[name] as unknown as ParameterSchema;
    if (schema.type !== 'array' && parts.length > 1) {
      throw bad(`${name} is given ${parts.length} times, but takes one value.`);
    }
    values[name] = parse(name, parts.join(','), schema);
  }
  return values as PredictParameters;
}

function parse(name: string, text: string, schema: ParameterSchema): unknown {
  if (schema.type === 'boolean') return parseBoolean(name, text);
  if (schema.type !== 'array') return parseNumber(name, text, schema, text);
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const parts = text.split(',');
  if (!items || parts.length < minItems || parts.length > maxItems) {
    throw bad(`${name} is ${show(text)}, but takes ${minItems} to ${maxItems} values.`);
  }
  return parts.map((part) => parseNumber(name, part, items, text));
}

function parseNumber(name: string, part: string, schema: ParameterSchema, whole: string): number {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  const trimmed = part.trim();
  const value = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
  const fits = value >= minimum && value <= maximum;
  if (!fits || (schema.type === 'integer' && !Number.isSafeInteger(value))) {
    const kind = schema.type === 'integer' ? 'a whole number' : 'a number';
    const range = maximum < Number.POSITIVE_INFINITY ? `${minimum} to ${maximum}` : `${minimum} up`;
    throw bad(`${name} is ${show(whole)}, but must be ${kind} from ${range}.`);
  }
  return value;
}

function parseBoolean(name: string, text: string): boolean {
  const lower = text.trim().toLowerCase();
  if (lower === 'true' || lower === '1') return true;
  if (lower === 'false' || lower === '0') return false;
  throw bad(`${name} is ${show(text)}, but must be true or false.`);
}

function show(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}

function bad(message: string): ServerError {
  return new ServerError('bad_parameter', message);
}
