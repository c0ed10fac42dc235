/** Path and query of a request, which may name a server before them (RFC 9112, section 3.2.2). */
export function requestTarget(url: string): string {
  const [named] = /^https?:\/\/[^/?#]*/.exec(url) ?? [];
  if (named === undefined) return url;
  const rest = url.slice(named.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
