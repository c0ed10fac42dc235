import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/;

/**
 * The client's `x-request-id` when it is short and plain, otherwise a new one. It goes into logs
 * and headers, so nothing else is let through.
 */
export function requestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID();
}
