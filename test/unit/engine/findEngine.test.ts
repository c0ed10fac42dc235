import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EngineError } from '../../../src/engine/engineError.ts';
import { findEngine } from '../../../src/engine/findEngine.ts';

const folder = mkdtempSync(join(tmpdir(), 'yolo-docker-'));
const id = createHash('sha256').update('lab').digest('hex');
const meta = join(folder, 'contexts', 'meta', id);
const tls = join(folder, 'contexts', 'tls', id, 'docker');
mkdirSync(meta, { recursive: true });
mkdirSync(tls, { recursive: true });
writeFileSync(
  join(meta, 'meta.json'),
  JSON.stringify({ Name: 'lab', Endpoints: { docker: { Host: 'tcp://lab:2376' } } }),
);
writeFileSync(join(tls, 'ca.pem'), 'CA');
const none = { host: '', context: '' };
const env = { DOCKER_CONFIG: folder };
const lab = {
  address: { kind: 'tcp', host: 'lab', port: 2376, tls: { ca: 'CA' } },
};

describe('which engine is meant', () => {
  it('is first what the settings name', async () => {
    const settings = { host: 'unix:///a.sock', context: 'lab' };
    const found = await findEngine(settings, { ...env, DOCKER_HOST: 'unix:///b.sock' });
    assert.deepEqual(found, {
      address: { kind: 'socket', path: '/a.sock' },
      origin: 'yolo.engine.host',
    });
  });

  it('is a context with its certificates', async () => {
    const found = await findEngine({ host: '', context: 'lab' }, env);
    assert.deepEqual(found.address, lab.address);
  });

  it('is DOCKER_HOST before contexts of the environment and of the settings of Docker', async () => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ currentContext: 'lab' }));
    const host = { ...env, DOCKER_HOST: 'unix:///b.sock', DOCKER_CONTEXT: 'lab' };
    assert.equal((await findEngine(none, host)).origin, 'DOCKER_HOST');
    assert.deepEqual((await findEngine(none, env)).address, lab.address);
    assert.equal((await findEngine(none, env)).origin, 'context lab');
    writeFileSync(join(folder, 'config.json'), '{ broken');
    assert.equal((await findEngine(none, env)).origin, 'default');
  });

  it('takes "default" for the usual sockets, whatever the environment says', async () => {
    const settings = { host: '', context: 'default' };
    const found = await findEngine(settings, { ...env, DOCKER_HOST: 'unix:///b.sock' });
    assert.equal(found.origin, 'default');
  });

  it('says so when there is no such context', async () => {
    await assert.rejects(
      findEngine({ host: '', context: '../../etc' }, env),
      (error: unknown) => error instanceof EngineError && /docker context ls/.test(error.message),
    );
  });
});
