import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Engine } from '../../engine/engine.ts';
import { openTunnel } from '../../engine/execStream.ts';
import { type PortHolder, portHolder } from '../ports.ts';

/** A port that could not be had. */
export interface TakenPort {
  readonly port: number;
  readonly holder: PortHolder;
}

/** Ports that are tried before any will do. */
const ATTEMPTS = 20;

/**
 * A port on this machine's loopback whose connections go through the engine to the debugger inside a
 * container. No port of the container is published, so nothing but this machine's own programs can
 * reach the debugger, however far away the engine is.
 */
export class DebuggerRelay {
  readonly port: number;
  /** The usual port, where something else has it. */
  readonly taken: TakenPort | undefined;
  readonly #engine: Engine;
  readonly #command: readonly string[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<Socket>();
  #containerId: string | undefined;

  private constructor(
    engine: Engine,
    server: Server,
    command: readonly string[],
    taken: TakenPort | undefined,
  ) {
    this.#engine = engine;
    this.#server = server;
    this.#command = command;
    this.taken = taken;
    this.port = (server.address() as { port: number }).port;
    server.on('connection', (socket) => this.#take(socket));
  }

  /**
   * Begins to listen, with nowhere to go yet.
   * @param usual port that is tried first.
   * @param command a program in the container that connects with its debugger.
   */
  static async listen(
    engine: Engine,
    usual: number,
    command: readonly string[],
  ): Promise<DebuggerRelay> {
    for (let port = usual; ; port++) {
      const server = await listening(port < usual + ATTEMPTS ? port : 0);
      if (server === undefined) continue;
      const holder = port === usual ? undefined : await portHolder(engine, usual);
      const taken =
        port === usual
          ? undefined
          : { port: usual, holder: holder ?? { kind: 'unknown' as const } };
      return new DebuggerRelay(engine, server, command, taken);
    }
  }

  /** Lets connections, also those that wait, into a container. */
  open(containerId: string): void {
    this.#containerId = containerId;
    for (const socket of this.#waiting) this.#connect(socket, containerId);
    this.#waiting.clear();
  }

  /** Ends the connections that there are, and lets new ones wait for the next container. */
  hold(): void {
    this.#containerId = undefined;
    for (const socket of this.#sockets) if (!this.#waiting.has(socket)) socket.destroy();
  }

  /** Ends everything. */
  close(): void {
    this.#containerId = undefined;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#waiting.delete(socket);
    });
    if (this.#containerId === undefined) this.#waiting.add(socket);
    else this.#connect(socket, this.#containerId);
  }

  #connect(socket: Socket, containerId: string): void {
    openTunnel(this.#engine, containerId, this.#command).then(
      (tunnel) => {
        if (socket.destroyed) return void tunnel.destroy();
        socket.pipe(tunnel).pipe(socket);
        socket.once('close', () => tunnel.destroy());
        tunnel.once('close', () => socket.destroy());
        tunnel.once('end', () => socket.destroy());
        tunnel.on('error', () => socket.destroy());
      },
      () => socket.destroy(),
    );
  }
}

/** @returns undefined when the port is taken. */
async function listening(port: number): Promise<Server | undefined> {
  const server = createServer();
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (port !== 0 && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
