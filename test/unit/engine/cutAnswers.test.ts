import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspectContainer, waitForExit } from '../../../src/engine/containers.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { EngineError } from '../../../src/engine/engineError.ts';

describe('an answer that breaks off', { skip: process.platform === 'win32' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'yolo-cut-'));
  const path = join(folder, 'engine.sock');
  let server: Server;
  before(async () => {
    server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      // As of an engine that is killed: headers and a part, then nothing.
      response.write('{"Id":', () => request.socket.destroy());
    });
    await new Promise<void>((listening) => server.listen(path, listening));
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const lost = (error: unknown): boolean => error instanceof EngineError && error.concernsEngine;

  it('is a failure of the engine', { timeout: 10_000 }, async () => {
    await assert.rejects(inspectContainer(new Engine({ kind: 'socket', path }), 'a'), lost);
  });

  it('ends waiting for a container too', { timeout: 10_000 }, async () => {
    await assert.rejects(waitForExit(new Engine({ kind: 'socket', path }), 'a'), lost);
  });
});
