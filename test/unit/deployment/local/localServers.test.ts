import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ContractError } from '../../../../src/contract/contractError.ts';
import { LocalServerError } from '../../../../src/deployment/local/localServerError.ts';
import { quarters } from '../../../support/pictures.ts';
import { alive, FOLDER, modelCopy, needsModel, observed, until } from './servers.ts';

const QUICK = { firstDelayMs: 20, most: 2, forgivenAfterMs: 60_000 };

test('concurrent callers, also by another path, share one server', needsModel, async (t) => {
  const model = modelCopy('shared.onnx');
  const link = join(FOLDER, 'link.onnx');
  symlinkSync(model, link);
  const { servers, pids, phases } = observed(t);
  const clients = await Promise.all([model, link, model].map((path) => servers.connect(path)));
  assert.equal(new Set(clients).size, 1);
  assert.equal(pids().length, 1);
  assert.deepEqual(phases, ['starting', 'ready']);
  const [client] = clients;
  assert.ok(client && 'socketPath' in client.endpoint);
  assert.ok(client.endpoint.socketPath.startsWith(join(FOLDER, 'sockets')));
  assert.equal(statSync(dirname(client.endpoint.socketPath)).mode & 0o777, 0o700);
  const { images } = await client.predict(await quarters());
  assert.equal(images.length, 1);
  assert.equal((await client.model()).provider, 'cpu');
  await servers.dispose();
  assert.ok(!alive(pids()[0]));
  assert.deepEqual(readdirSync(join(FOLDER, 'sockets')), []);
  await assert.rejects(servers.connect(model), { name: 'LocalServerError', reason: 'ended' });
});

test('told something else of the model, its server is started anew', needsModel, async (t) => {
  const model = modelCopy('told.onnx');
  const { servers, pids } = observed(t);
  const names = async (YOLO_NAMES?: string) => {
    const variables = YOLO_NAMES === undefined ? {} : { YOLO_NAMES };
    return (await (await servers.connect(model, undefined, variables)).model()).labels;
  };
  const own = await names();
  const stated = own.map((_, number) => `n${number}`);
  assert.deepEqual(await names(stated.join()), stated);
  await names(stated.join());
  assert.equal(pids().length, 2);
  await assert.rejects(names('one'), /has \d+ classes, but 1 name is given for them/);
  assert.deepEqual(await names(), own);
});

test('a killed server is restarted, unasked', needsModel, async (t) => {
  const model = modelCopy('killed.onnx');
  const { servers, log, phases, pids } = observed(t, { restarts: QUICK });
  const client = await servers.connect(model);
  const answer = client.predict(await quarters(4000, 3000));
  const [first = 0] = pids();
  await delay(30);
  process.kill(first, 'SIGKILL');
  await assert.rejects(answer, (error) => error instanceof ContractError);
  await until(() => pids().length === 2 && phases.at(-1) === 'ready', 'a second server');
  assert.deepEqual(phases, ['starting', 'ready', 'restarting', 'ready']);
  assert.ok(log.some((line) => /^warn .*signal SIGKILL.*restarting in 20 ms/.test(line)));
  const again = await servers.connect(model);
  assert.equal((await again.predict(await quarters())).images.length, 1);
});

test('after deaths in a row it gives up; asking tries once more', async (t) => {
  const script = join(FOLDER, 'dying.mjs');
  writeFileSync(script, `process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
  const model = join(FOLDER, 'any.onnx');
  writeFileSync(model, 'never read');
  const { servers, errors, phases } = observed(t, { script, restarts: QUICK });
  const hopeless = { reason: 'crashing', message: /any\.onnx keeps ending.*signal SIGKILL/ };
  await assert.rejects(servers.connect(model), hopeless);
  assert.deepEqual(phases, ['starting', 'restarting', 'restarting', 'failed']);
  await assert.rejects(servers.connect(model), hopeless);
  assert.deepEqual(phases.slice(4), ['starting', 'failed']);
  assert.equal(errors.length, 2);
});

test('stopped when idle, never in use, started again when asked', needsModel, async (t) => {
  const model = modelCopy('idle.onnx');
  const { servers, pids, phases } = observed(t, { idleMs: () => 300 });
  const client = await servers.connect(model);
  const [pid] = pids();
  for (let i = 0; i < 5; i++) {
    await delay(120);
    await client.model();
  }
  assert.ok(alive(pid));
  await until(() => phases.at(-1) === 'stopped', 'an idle stop');
  assert.ok(!alive(pid));
  await (await servers.connect(model)).model();
  assert.equal(pids().length, 2);
});

test('a model that changes on disk is loaded anew at the next use', needsModel, async (t) => {
  const model = modelCopy('changing.onnx');
  const { servers, pids } = observed(t);
  await servers.connect(model);
  utimesSync(model, new Date(), new Date(Date.now() + 5000));
  await Promise.all([servers.connect(model), servers.connect(model)]);
  const [old, fresh] = pids();
  assert.equal(pids().length, 2);
  assert.ok(!alive(old));
  assert.ok(alive(fresh));
});

test('a model deleted while loaded: a sentence, and its server ends', needsModel, async (t) => {
  const model = modelCopy('deleted.onnx');
  const { servers, pids } = observed(t);
  const client = await servers.connect(model);
  rmSync(model);
  assert.equal((await client.predict(await quarters())).images.length, 1);
  await assert.rejects(servers.connect(model), {
    reason: 'model-missing',
    message: /^deleted\.onnx is no longer there/,
  });
  assert.ok(!alive(pids()[0]));
});

test('a broken model: the server’s own sentence, not tried again by itself', async (t) => {
  const model = join(FOLDER, 'page.onnx');
  writeFileSync(model, '<!DOCTYPE html><html><body>404</body></html>');
  const { servers, phases, errors, log } = observed(t);
  const refused = { reason: 'model-unusable', message: /^page\.onnx is a web page \(HTML\)/ };
  await Promise.all([
    assert.rejects(servers.connect(model), refused),
    assert.rejects(servers.connect(model), refused),
  ]);
  assert.deepEqual(phases, ['starting', 'failed']);
  assert.ok(errors[0] instanceof LocalServerError);
  // Once by the server, once as the outcome; not a third time from standard error.
  assert.equal(log.filter((line) => line.includes('is a web page')).length, 2);
});

test('abort ends the waiting, not the start', needsModel, async (t) => {
  const model = modelCopy('aborted.onnx');
  const { servers, pids } = observed(t);
  const reason = new Error('changed my mind');
  const abort = new AbortController();
  const first = servers.connect(model, abort.signal);
  const second = servers.connect(model);
  abort.abort(reason);
  await assert.rejects(first, reason);
  assert.ok(await second);
  assert.equal(pids().length, 1);
  await assert.rejects(servers.connect(model, abort.signal), reason);
});

test('a start that takes too long, and dispose in the middle of one', async (t) => {
  const script = join(FOLDER, 'mute.mjs');
  writeFileSync(script, `process.stdin.resume().on('end', () => process.exit(0));`);
  const model = join(FOLDER, 'mute.onnx');
  writeFileSync(model, 'never read');
  const slow = observed(t, { script, startTimeoutMs: 200 });
  await assert.rejects(slow.servers.connect(model), { reason: 'slow-start', message: /0\.2 s/ });
  const middle = observed(t, { script });
  const waiting = assert.rejects(middle.servers.connect(model), { reason: 'ended' });
  await delay(150);
  await middle.servers.dispose();
  await waiting;
});

test('no orphan when the window dies', needsModel, async (t) => {
  const model = modelCopy('orphan.onnx');
  const program = `
    import { LocalServers } from ${JSON.stringify(resolve('src/deployment/local/localServers.ts'))};
    const servers = new LocalServers({
      script: ${JSON.stringify(resolve('src/server/entry.ts'))},
      socketFolder: ${JSON.stringify(join(FOLDER, 'window'))},
      log: (_, line) => console.log(line), threads: () => 1, idleMs: () => 0 });
    await servers.connect(${JSON.stringify(model)});
    console.log('connected');
    setInterval(() => {}, 1000);`;
  const window = spawn(process.execPath, ['--input-type=module', '-e', program]);
  t.after(() => window.kill('SIGKILL'));
  let output = '';
  window.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  await until(() => output.includes('connected'), 'a server in another process');
  const pid = Number(/pid=(\d+)/.exec(output)?.[1]);
  assert.ok(alive(pid));
  window.kill('SIGKILL');
  await until(() => !alive(pid), 'the end of the orphan');
});
