import type { FastifyServerOptions } from 'fastify';

/** Levels of the log, from all to nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** One of `LOG_LEVELS`. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Options for Fastify's logger (pino): one JSON object a line on standard output with `time`,
 * `level` in words, `msg`, `deployment` and `request` (null outside of requests).
 * @param deployment name of the deployment that the lines carry.
 */
export function loggerOptions(
  level: LogLevel,
  deployment: string,
): Exclude<FastifyServerOptions['logger'], boolean | undefined> {
  return {
    level,
    base: { deployment },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
}
