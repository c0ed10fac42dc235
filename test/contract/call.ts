import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
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
