/** Where a server listens: a TCP port, or a Unix socket / Windows named pipe. */
export type Endpoint =
  | { readonly host: string; readonly port: number }
  | { readonly socketPath: string };

/** The endpoint as people write it, for messages. */
export function describeEndpoint(endpoint: Endpoint): string {
  if ('socketPath' in endpoint) return endpoint.socketPath;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `http://${host}:${endpoint.port}`;
}
