import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type App, type AppOptions, buildApp } from '../../src/server/app.ts';
import { FakePredictor } from './fakePredictor.ts';

/** A server around a `FakePredictor` on a free port of the loopback interface. */
export interface FakeServer {
  readonly predictor: FakePredictor;
  readonly app: App;
  readonly url: string;
  readonly port: number;
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
