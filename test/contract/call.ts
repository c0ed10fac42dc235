import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { openApiDocument } from '../../src/contract/openApi.ts';
import { checkAnswer } from './openApiCheck.ts';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; fails the test where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  readonly json: any;
}

const DOCUMENT = openApiDocument('0');

/** Sends a request, and checks that the answer is one that the OpenAPI document describes. */
export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  checkAnswer(DOCUMENT, init.method ?? 'GET', new URL(url).pathname, response, text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
      return JSON.parse(text);
    },
  };
}

/** Sends a request that `fetch` would put right, and does not ask whether it is described. */
export function odd(
  url: string,
  options: RequestOptions,
  body?: Uint8Array,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((answered, failed) => {
    const { hostname: host, port } = new URL(url);
    const sent = request({ host, port, ...options }, (response) => {
      const { statusCode: status, headers } = response;
      text(response).then((all) => answered({ status, headers, text: all }), failed);
    });
    sent.on('error', failed).end(body);
  });
}

/** Sends one picture as the whole body. */
export function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const type = { 'content-type': 'image/jpeg' };
  return call(url, { method: 'POST', body, headers: { ...type, ...headers } });
}

/** Sends a form of files and fields, in order. */
export function postForm(url: string, parts: readonly [string, string | Blob][]): Promise<Answer> {
  const body = new FormData();
  for (const [name, value] of parts) body.append(name, value);
  return call(url, { method: 'POST', body });
}

/**
 * Sends bytes that no client would send, and reads until the server closes the connection.
 * @param lines the request's lines up to the empty one, without `Connection: close`, which is added.
 */
export async function raw(
  url: string,
  lines: readonly string[],
  body = '',
): Promise<{ status: number; headers: string; text: string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${[...lines, 'Connection: close', '', body].join('\r\n')}`, 'latin1');
  const answer = await text(socket);
  socket.destroy();
  const end = answer.indexOf('\r\n\r\n');
  const headers = answer.slice(0, end);
  const status = Number(/^HTTP\/\d\.\d (\d{3}) /.exec(headers)?.[1]);
  return { status, headers, text: answer.slice(end + 4) };
}
