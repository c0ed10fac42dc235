import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import type { EngineTls } from '../../scripts/engine/keeperProtocol.ts';
import { ensureSshd, sshMissing } from '../../scripts/engine/sshMeans.ts';
import { SAMPLES } from '../../scripts/paths.ts';
import { Client } from '../../src/contract/client.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import { openEndpoint } from '../../src/deployment/replicaEndpoint.ts';
import { readLogs } from '../../src/engine/containerLogs.ts';
import { removeContainer } from '../../src/engine/containers.ts';
import { Engine } from '../../src/engine/engine.ts';
import { EngineError, type EngineReason } from '../../src/engine/engineError.ts';
import { findEngine } from '../../src/engine/findEngine.ts';
import { freePort } from '../support/freePort.ts';
import { Authority } from './support/authority.ts';
import { type Lab, SETTINGS, spec, startLab } from './support/lab.ts';
import { type SshServer, startSshServer } from './support/sshServer.ts';

const PICTURE = readFileSync(join(SAMPLES, 'images', 'line-01.jpg'));
/** An address of this machine that is not its usual loopback, and so counts as another host's. */
const HOST = '127.0.0.2';

const folder = mkdtempSync(join(tmpdir(), 'yolo-remote-'));
let lab: Lab;
let tls: EngineTls;
let authority: Authority;
const inFolder = (name: string): string => join(folder, name);

before(async () => {
  if (engineMissing() !== undefined) return;
  authority = new Authority(inFolder('authority'));
  const own = authority.issue({ folder: inFolder('engine'), names: `IP:${HOST}` });
  const files = {
    ca: authority.certificate,
    cert: join(own, 'cert.pem'),
    key: join(own, 'key.pem'),
  };
  tls = { host: HOST, port: await freePort(HOST), ...files };
  lab = await startLab({ tls });
});
after(() => lab?.stop());

/** The engine that the setting `yolo.engine.host` names, with certificates from a folder. */
async function engineAt(host: string, certificates = folder): Promise<Engine> {
  const env = { ...process.env, DOCKER_CERT_PATH: certificates };
  return new Engine((await findEngine({ host, context: '' }, env)).address);
}

/** Deploys, detects through the engine, reads the log, and removes it again. */
async function wholeLife(engine: Engine): Promise<void> {
  assert.ok(engine.remote);
  const [started] = await deploy(engine, spec('far'), SETTINGS);
  assert.ok(started);
  const { endpoint, close } = await openEndpoint(engine, { ...started, stack: 'onnx' });
  assert.ok('socketPath' in endpoint, 'reached through a tunnel, not by a port of its host');
  const client = new Client(endpoint);
  try {
    for (const _ of [1, 2]) {
      const [answer] = (await client.predict(PICTURE)).images;
      assert.ok(answer && 'results' in answer && answer.results.length > 3);
    }
  } finally {
    client.close();
    await close();
  }
  const log = await readLogs(engine, started.id, { tail: 50 });
  assert.ok(log.some(({ text }) => /"msg"/.test(text)));
  await removeContainer(engine, started.id);
}

async function refuses(engine: Engine, reason: EngineReason, says: RegExp): Promise<void> {
  await assert.rejects(engine.about(), (error: unknown) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.deepEqual([error.reason, says.test(error.message)], [reason, true], error.message);
    return true;
  });
}

describe('an engine with TLS', { skip: engineMissing() ?? false }, () => {
  const address = (): string => `https://${HOST}:${tls.port}`;

  test('deploys and answers for who has a certificate', async () => {
    const mine = authority.issue({ folder: inFolder('mine') });
    await wholeLife(await engineAt(address(), mine));
  });

  test('refuses who has none, one of another authority, or one that has expired', async () => {
    const says = /does not accept your certificate.*cert\.pem/s;
    const none = inFolder('none');
    mkdirSync(none);
    copyFileSync(authority.certificate, join(none, 'ca.pem'));
    await refuses(await engineAt(address(), none), 'not-let-in', says);
    const other = new Authority(inFolder('other-authority'));
    const theirs = other.issue({ folder: inFolder('theirs') });
    copyFileSync(authority.certificate, join(theirs, 'ca.pem'));
    await refuses(await engineAt(address(), theirs), 'not-let-in', says);
    const late = authority.issue({ folder: inFolder('late'), days: -1 });
    await refuses(await engineAt(address(), late), 'not-let-in', says);
    const mixed = authority.issue({ folder: inFolder('mixed') });
    copyFileSync(join(theirs, 'key.pem'), join(mixed, 'key.pem'));
    await refuses(await engineAt(address(), mixed), 'unreachable', /belong together/);
  });

  test('is not trusted when another authority signed for it', async () => {
    const other = new Authority(inFolder('my-authority'));
    const mine = other.issue({ folder: inFolder('stranger') });
    const says = /signed by an authority that is not trusted.*ca\.pem/s;
    await refuses(await engineAt(address(), mine), 'host-not-trusted', says);
    await refuses(await engineAt(address(), inFolder('nothing')), 'host-not-trusted', says);
  });

  test('is not trusted with a certificate that has expired, or of another host', async () => {
    const mine = authority.issue({ folder: inFolder('me') });
    const pretend = async (wanted: { names: string; days?: number }, says: RegExp) => {
      const own = authority.issue({ folder: mkdtempSync(join(folder, 'pretender-')), ...wanted });
      const [cert, key] = ['cert.pem', 'key.pem'].map((name) => readFileSync(join(own, name)));
      const server = createSecureServer({ cert, key }, (_, response) => response.end('{}'));
      await new Promise<void>((listening) => server.listen(0, HOST, listening));
      const { port } = server.address() as AddressInfo;
      try {
        await refuses(await engineAt(`https://${HOST}:${port}`, mine), 'host-not-trusted', says);
      } finally {
        server.close();
      }
    };
    await pretend({ names: `IP:${HOST}`, days: -1 }, /has expired/);
    await pretend({ names: 'DNS:elsewhere' }, /made out to another host/);
  });

  test('is told from one without TLS', async () => {
    await refuses(await engineAt(`tcp://${HOST}:${tls.port}`), 'unreachable', /wants TLS/);
    const { createServer } = await import('node:http');
    const plain = createServer((_, response) => response.end('{}'));
    await new Promise<void>((listening) => plain.listen(0, HOST, listening));
    const { port } = plain.address() as AddressInfo;
    try {
      const engine = await engineAt(`https://${HOST}:${port}`);
      await refuses(engine, 'unreachable', /does not speak TLS/);
    } finally {
      plain.close();
    }
  });
});

describe('an engine over SSH', { skip: engineMissing() ?? sshMissing() ?? false }, () => {
  const path = process.env['PATH'] ?? '';
  let server: SshServer;
  before(async () => {
    server = await startSshServer(await ensureSshd(), lab.host.socketPath);
    process.env['PATH'] = `${server.bin}${delimiter}${path}`;
  });
  after(async () => {
    process.env['PATH'] = path;
    await server?.stop();
  });

  test('deploys and answers', async () => {
    await wholeLife(await engineAt(server.host));
  });

  test('is not trusted when its host key is unknown, or another one', async (context) => {
    context.after(() => server.knowHost('its own'));
    server.knowHost('none');
    const unknown = /does not know the host key of ssh:.*compare the fingerprint/s;
    await refuses(await engineAt(server.host), 'host-not-trusted', unknown);
    server.knowHost('another');
    const other = /another one than ssh knows.*fingerprint/s;
    await refuses(await engineAt(server.host), 'host-not-trusted', other);
  });

  test('refuses a key that it does not know', async (context) => {
    context.after(() => server.useKey('right'));
    server.useKey('wrong');
    const says = /accepts none of your SSH keys.*ssh-add/s;
    await refuses(await engineAt(server.host), 'not-let-in', says);
  });

  test('says when nobody answers there, or Docker does not run', async () => {
    const nobody = `ssh://root@127.0.0.1:${await freePort('127.0.0.1')}`;
    await refuses(await engineAt(nobody), 'unreachable', /does not answer.*refused/s);
    await lab.host.goAway();
    try {
      await refuses(await engineAt(server.host), 'not-running', /Docker is not running on ssh:/);
    } finally {
      await lab.host.comeBack();
    }
  });
});
