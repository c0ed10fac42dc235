import type { LogLine } from '../../engine/containerLogs.ts';
import { plainText } from './plainText.ts';

/** Levels of the servers' logs, least important first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One entry of a log as it is shown. */
export interface LogEntry {
  /** Undefined where the line tells none. */
  readonly level: LogLevel | undefined;
  /** One line, or more where the message has more; the further ones are indented. */
  readonly text: string;
}

/** Words and numbers (of pino) for levels. */
const LEVEL_NAMES: ReadonlyMap<string, LogLevel> = new Map(
  Object.entries({
    ...{ trace: 'trace', debug: 'debug', info: 'info', notice: 'info' },
    ...{ warn: 'warning', warning: 'warning', error: 'error', err: 'error' },
    ...{ critical: 'error', fatal: 'error', panic: 'error' },
    ...{ 10: 'trace', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'error' },
  }),
);

/** Fields with a place of their own, in the words of several loggers. */
const MESSAGE_FIELDS = ['msg', 'message', 'event'];
const OWN_FIELDS = new Set(['time', 'timestamp', 'level', 'deployment', ...MESSAGE_FIELDS]);
const REQUEST_FIELD = 'request';
/** Most characters of one field's value. */
const MOST_OF_FIELD = 2_000;
const INDENT = ' '.repeat(4);

/**
 * A line of a container's log as a person reads it: `2026-03-01 14:05:09.123 [info] message a=1`.
 * What is no JSON object stays as it is, behind its time.
 */
export function logEntry({ text, time }: LogLine): LogEntry {
  const fields = objectIn(text);
  if (fields === undefined) return { level: undefined, text: `${clock(time)} ${plainText(text)}` };
  const level = LEVEL_NAMES.get(String(fields['level']).toLowerCase());
  const messageField = MESSAGE_FIELDS.find((name) => typeof fields[name] === 'string');
  const message = messageField === undefined ? '' : String(fields[messageField]);
  const others = Object.entries(fields).filter(
    ([name, value]) => !OWN_FIELDS.has(name) && value !== null,
  );
  // As long as all the rest of a line, and for machines: it is behind what people look for.
  others.sort(([a], [b]) => Number(a === REQUEST_FIELD) - Number(b === REQUEST_FIELD));
  const [head = '', ...more] = message.split(/\r?\n/).map(plainText);
  const short = others.filter(([, value]) => !isLong(value)).map(shortField);
  const long = others.filter(([, value]) => isLong(value)).flatMap(longField);
  const stamp = clock(stampIn(fields) ?? time);
  const first = [stamp, `[${level ?? 'info'}]`, head, ...short].filter((part) => part !== '');
  const rest = [...more, ...long].map((line) => `${INDENT}${line}`);
  return { level, text: [first.join(' '), ...rest].join('\n') };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    // What begins with a brace and is JSON is an object.
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stampIn({ time, timestamp }: Readonly<Record<string, unknown>>): string | undefined {
  const stamp = time ?? timestamp;
  const date = new Date(typeof stamp === 'number' ? stamp : String(stamp));
  return stamp === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A time as logs of VS Code write it, in the local time zone. */
function clock(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return plainText(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const hours = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${hours}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.slice(0, MOST_OF_FIELD);
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\n');
}

function shortField([name, value]: readonly [string, unknown]): string {
  const text = plainText(asText(value));
  const quoted = typeof value === 'string' && /[\s"=]|^$/.test(text);
  return `${plainText(name)}=${quoted ? JSON.stringify(text) : text}`;
}

function longField([name, value]: readonly [string, unknown]): string[] {
  return [`${plainText(name)}:`, ...asText(value).split(/\r?\n/).map(plainText)];
}
