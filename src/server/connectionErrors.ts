import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ErrorCode, STATUS_OF } from '../contract/errors.ts';

const REASON: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Open connections, with the answers (to pipelined requests) that are not sent yet on each. */
const answering = new Map<Socket, Set<ServerResponse>>();

/** Answers what could not be parsed as an HTTP request, and closes the connection. */
export function refuseBrokenRequest(
  error: NodeJS.ErrnoException & { rawPacket?: unknown },
  socket: Socket,
): void {
  const [unsent, ...others] = answering.get(socket) ?? [];
  if (
    error.code === 'ECONNRESET' ||
    !socket.writable ||
    others.length > 0 ||
    unsent?.headersSent === true ||
    unsent?.req.complete === true
  ) {
    // The client is gone, or an answer to another request would be garbled or taken for this one. Where
    // a single one has not begun and its body is not complete, it is that body which is broken.
    socket.destroy();
    return;
  }
  const [code, message] = describe(error.code);
  const status = STATUS_OF[code];
  const { rawPacket } = error;
  const start = rawPacket instanceof Buffer ? rawPacket.toString('latin1', 0, 40) : '';
  const v2 = /^[A-Z]+ \/v2[/? ]/.test(start);
  const body = JSON.stringify({ error: v2 ? message : { code, message } });
  socket.end(
    `HTTP/1.1 ${status} ${REASON[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function describe(code: string | undefined): [ErrorCode, string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return ['headers_too_large', 'The headers of the request are too large.'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['request_timeout', 'The request did not arrive in time.'];
    default:
      return ['bad_request', 'This is not a well-formed HTTP request.'];
  }
}

/**
 * Closes the connections on which no request is being answered. Unlike Node's
 * `closeIdleConnections` also those that have never sent one, which would hold up the end.
 */
export function closeQuietConnections(): void {
  for (const [socket, answers] of answering) if (answers.size === 0) socket.destroySoon();
}

/**
 * Knows which connections are answering, and handles the `Expect` header: a body that is too large
 * by its own declaration is refused before it is sent, and expectations other than `100-continue`
 * are refused as such. Nobody is connected elsewhere by `CONNECT`, and is told so.
 */
export function watchConnections(server: Server, bodyBytes: number): void {
  server.on('connection', (socket: Socket) => {
    answering.set(socket, new Set());
    socket.once('close', () => answering.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    answering.get(socket)?.add(response);
    response.once('close', () => answering.get(socket)?.delete(response));
  });
  // Node would close the connection; it gets the answer of every method that a path does not take.
  server.on('connect', (request: IncomingMessage, stream: Duplex) => {
    // Nobody is left to be told.
    stream.on('error', () => stream.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(stream as Socket);
    response.once('finish', () => stream.end());
    server.emit('request', request, response);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const tooLarge = Number(request.headers['content-length']) > bodyBytes;
    if (!tooLarge) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const message = 'The Expect header asks for something else than 100-continue.';
    const v2 = request.url?.startsWith('/v2') === true;
    const error = v2 ? message : { code: 'expectation_failed', message };
    response.writeHead(STATUS_OF.expectation_failed, {
      'content-type': 'application/json; charset=utf-8',
    });
    response.end(JSON.stringify({ error }));
  });
}
