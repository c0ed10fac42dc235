import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { Engine } from '../../../src/engine/engine.ts';
import { EngineError } from '../../../src/engine/engineError.ts';

test('an engine that takes connections and says nothing is not waited for forever', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const { port } = silent.address() as AddressInfo;
  const engine = new Engine({ kind: 'tcp', host: '127.0.0.1', port }, { answerMs: 50 });
  try {
    await assert.rejects(
      engine.about(),
      (error: unknown) =>
        error instanceof EngineError &&
        error.reason === 'unreachable' &&
        /has not answered for 0\.05 s/.test(error.message),
    );
  } finally {
    silent.close();
  }
});
