import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../contract/endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { openTunnel } from '../engine/execStream.ts';
import type { Stack } from '../project/yoloJson.ts';
import { bridgeCommand } from './bridge.ts';
import { SERVER_PORT } from './containerOptions.ts';

/** A way to a replica's server, for as long as it is needed. */
export interface OpenEndpoint {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/**
 * How this process reaches a replica: its port on the loopback where the engine is here, else a
 * local socket whose connections go through the engine into the container.
 * @param port on the engine's host.
 */
export async function openEndpoint(
  engine: Engine,
  replica: { readonly id: string; readonly port: number; readonly stack: Stack },
): Promise<OpenEndpoint> {
  if (!engine.remote) {
    return { endpoint: { host: '127.0.0.1', port: replica.port }, close: async () => {} };
  }
  const command = bridgeCommand(replica.stack, SERVER_PORT);
  const folder = await mkdtemp(join(tmpdir(), 'yolo-dock-'));
  const socketPath =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\yolo-dock-${replica.id.slice(0, 12)}-${process.pid}`
      : join(folder, 'tunnel.sock');
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    openTunnel(engine, replica.id, command).then(
      (tunnel) => {
        socket.pipe(tunnel).pipe(socket);
        socket.on('error', () => tunnel.destroy());
        socket.once('close', () => tunnel.destroy());
        tunnel.on('error', () => socket.destroy());
      },
      () => socket.destroy(),
    );
  });
  await listen(server, socketPath);
  return {
    endpoint: { socketPath },
    close: async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.unref();
      resolve();
    });
  });
}
