import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { openApiDocument } from '../../src/contract/openApi.ts';
import { type App, type AppOptions, buildApp } from '../../src/server/app.ts';
import { FakePredictor } from './fakePredictor.ts';
import { checkAnswer } from './openApiCheck.ts';

/** A server around a `FakePredictor` on a free port of the loopback interface. */
export interface FakeServer {
  readonly predictor: FakePredictor;
  readonly app: App;
  readonly url: string;
  readonly port: number;
}

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; fails the test where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  readonly json: any;
}

/** Starts a server that ends with the test. */
export async function startFake(
  t: TestContext,
  options: Partial<AppOptions> = {},
): Promise<FakeServer> {
  const predictor = new FakePredictor();
  const app = await buildApp(predictor, {
    limits: { bodyBytes: 2 ** 20, images: 4, requestMs: 60_000 },
    logLevel: 'silent',
    deployment: 'test',
    ...options,
  });
  const { server } = app.fastify;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { predictor, app, port, url: `http://127.0.0.1:${port}` };
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
