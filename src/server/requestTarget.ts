import type { IncomingMessage } from 'node:http';

/** Path and query of a request, which may name a server before them (RFC 9112, section 3.2.2). */
export function requestTarget(url: string): string {
  const [named] = /^https?:\/\/[^/?#]*/.exec(url) ?? [];
  if (named === undefined) return url;
  const rest = url.slice(named.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * Whether a request is none by its form: only `OPTIONS` may mean the server as a whole by `*`, fragments
 * stay with the client (RFC 9112, section 3.2), and a server's name must come with HTTP/1.1.
 */
export function isIllFormed({
  method,
  originalUrl,
  raw,
}: {
  readonly method: string;
  readonly originalUrl: string;
  readonly raw: Pick<IncomingMessage, 'headers' | 'httpVersion'>;
}): boolean {
  if (originalUrl === '*' && method !== 'OPTIONS') return true;
  if (originalUrl.includes('#')) return true;
  return raw.headers.host === undefined && raw.httpVersion !== '1.0';
}
