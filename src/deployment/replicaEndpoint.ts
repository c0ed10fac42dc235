import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '../contract/endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { openTunnel } from '../engine/execStream.ts';
import type { Stack } from '../project/yoloJson.ts';
import { SERVER_PORT } from './containerOptions.ts';

/** A way to a replica's server, for as long as it is needed. */
export interface OpenEndpoint {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** Programs, in the images of each stack, that connect standard input and output with the server. */
const NODE_BRIDGE = [
  'node',
  '-e',
  `const s=require('net').connect(${SERVER_PORT},'127.0.0.1');process.stdin.pipe(s).pipe(process.stdout);s.on('error',()=>process.exit(1));s.on('close',()=>process.exit(0))`,
];
const PYTHON_BRIDGE = [
  'python3',
  '-c',
  [
    'import os,socket,threading',
    `s=socket.create_connection(("127.0.0.1",${SERVER_PORT}))`,
    'def up():',
    ' while True:',
    '  d=os.read(0,65536)',
    '  if not d:',
    '   s.shutdown(socket.SHUT_WR);return',
    '  s.sendall(d)',
    'threading.Thread(target=up,daemon=True).start()',
    'while True:',
    ' d=s.recv(65536)',
    ' if not d: break',
    ' os.write(1,d)',
  ].join('\n'),
];

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
  const command = replica.stack === 'onnx' ? NODE_BRIDGE : PYTHON_BRIDGE;
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
