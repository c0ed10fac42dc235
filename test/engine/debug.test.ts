import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { SAMPLES } from '../../scripts/paths.ts';
import { Client } from '../../src/contract/client.ts';
import type { PredictAnswer } from '../../src/contract/schema/predict.ts';
import type { DebugMode } from '../../src/deployment/debug/debugMode.ts';
import { DebugRun } from '../../src/deployment/debug/debugRun.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import { listReplicas } from '../../src/deployment/replicas.ts';
import { DeployError } from '../../src/deployment/startFailure.ts';
import { listRunning } from '../../src/engine/containers.ts';
import { Engine } from '../../src/engine/engine.ts';
import { execOutput } from '../../src/engine/execOutput.ts';
import { Inspector } from '../support/inspector.ts';
import { eventually, until } from '../vscode/support/eventually.ts';
import { scaffoldedSources } from './support/debugLab.ts';
import { loadForeignImage } from './support/foreignImage.ts';
import { containerNames, type Lab, SETTINGS, spec, startLab } from './support/lab.ts';

const PICTURE = readFileSync(join(SAMPLES, 'images', 'line-01.jpg'));
const PORT = 15_860;
const PREDICT = 'src/server/routes/predict.ts';
const URL_OF_PREDICT = `file:///opt/yolo/source/${PREDICT}`;
const LINE = 'const model = loadedModel(context);';

async function predict(port: number): Promise<PredictAnswer> {
  const client = new Client({ host: '127.0.0.1', port });
  try {
    return await client.predict(PICTURE);
  } finally {
    client.close();
  }
}

/** As one on another host is treated. */
class FarEngine extends Engine {
  override get remote(): boolean {
    return true;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

describe('debugging in a container', { skip: engineMissing() ?? false }, () => {
  let lab: Lab;
  let server: string;
  let mode: DebugMode;
  let predictSource: string;
  const runs: DebugRun[] = [];
  const crashes: Error[] = [];
  const listener = { onCrash: (error: Error) => crashes.push(error), onGone: () => gone++ };
  let gone = 0;
  before(async () => {
    [lab, { server, mode }] = await Promise.all([startLab(), scaffoldedSources()]);
    predictSource = readFileSync(join(server, PREDICT), 'utf8');
  });
  after(() => lab?.stop());
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.end();
    writeFileSync(join(server, PREDICT), predictSource);
    crashes.length = 0;
    gone = 0;
    const all = await lab.docker.listContainers({ all: true });
    await Promise.all(all.map(({ Id }) => lab.docker.getContainer(Id).remove({ force: true })));
  });

  const begin = async (name: string, changes = {}, engine = lab.engine): Promise<DebugRun> => {
    const plan = { spec: spec(name, changes), mode };
    const run = await DebugRun.begin(engine, plan, SETTINGS, listener);
    runs.push(run);
    return run;
  };
  const edit = (from: string, to: string): void => {
    assert.ok(predictSource.includes(from));
    writeFileSync(join(server, PREDICT), predictSource.replace(from, to));
  };

  test('stops at a line of a request, shows its variables, and goes on', async () => {
    const run = await begin('a', { port: PORT });
    const lineNumber = predictSource.split('\n').findIndex((line) => line.includes(LINE));
    const inspector = await Inspector.connect(run.debuggerPort);
    await inspector.send('Debugger.enable');
    await inspector.send('Debugger.setBreakpointByUrl', { url: URL_OF_PREDICT, lineNumber });
    const answer = predict(PORT);
    const { callFrames } = (await inspector.event('Debugger.paused')) as {
      callFrames: { callFrameId: string; location: { lineNumber: number } }[];
    };
    assert.equal(callFrames[0]?.location.lineNumber, lineNumber);
    const { result } = (await inspector.send('Debugger.evaluateOnCallFrame', {
      callFrameId: callFrames[0]?.callFrameId,
      expression: 'images[0].byteLength',
    })) as { result: { value: number } };
    assert.equal(result.value, PICTURE.byteLength);
    await inspector.send('Debugger.resume');
    assert.equal((await answer).images.length, 1);
    inspector.close();
  });

  test('publishes no debugger, writes no sources, and says in its labels what it is', async () => {
    const run = await begin('a', { port: PORT });
    const { Id = '', Ports } = (await lab.docker.listContainers())[0] ?? {};
    assert.deepEqual(
      Ports?.map(({ IP, PublicPort, PrivatePort }) => [IP, PublicPort, PrivatePort]),
      [['127.0.0.1', PORT, 5000]],
    );
    const { Mounts } = await lab.docker.getContainer(Id).inspect();
    assert.ok(Mounts.length > 0 && Mounts.every(({ RW }) => !RW));
    // Hexadecimal address and port, as Linux lists who listens: the loopback's 9229 and no other.
    const { stdout } = await execOutput(lab.engine, Id, ['cat', '/proc/net/tcp', '/proc/net/tcp6']);
    assert.deepEqual(stdout.match(/\S+:240D(?= \S+ 0A)/g), ['0100007F:240D']);
    const touch = ['touch', '/opt/yolo/source/src/x'];
    assert.notEqual((await execOutput(lab.engine, Id, touch)).exitCode, 0);
    const [replica] = await listReplicas(lab.engine);
    assert.deepEqual(
      [replica?.role, replica?.labels.debug, replica?.id],
      ['debug', true, run.containerId],
    );
  });

  test('takes up an edit when it is restarted, and lets debuggers wait for it', async (context) => {
    const run = await begin('a');
    const { port, debuggerPort } = run;
    edit('model: model.name,', "model: 'edited',");
    const began = performance.now();
    const restarting = run.restart();
    const inspector = await Inspector.connect(debuggerPort);
    await restarting;
    const ms = performance.now() - began;
    assert.deepEqual([run.port, run.debuggerPort], [port, debuggerPort]);
    assert.equal((await predict(port)).metadata.model, 'edited');
    context.diagnostic(`restarted with the edit in ${ms.toFixed(0)} ms`);
    inspector.close();
  });

  test('says where an edit is wrong, and goes on with the next one', async () => {
    const run = await begin('a');
    edit(LINE, `${LINE} nonsense here;`);
    await assert.rejects(run.restart(), (error: unknown) => {
      assert.ok(error instanceof DeployError);
      assert.match(error.message, /SyntaxError.*\(src\/server\/routes\/predict\.ts:\d+\)/s);
      return true;
    });
    edit(LINE, LINE);
    await run.restart();
    assert.equal((await predict(run.port)).images.length, 1);
    assert.equal(crashes.length, 0);
    edit(LINE, `setTimeout(() => { throw new RangeError('too far'); });\n      ${LINE}`);
    await run.restart();
    await predict(run.port).catch(() => undefined);
    await eventually(async () => crashes.length, 1);
    assert.match(crashes[0]?.message ?? '', /too far/);
    edit(LINE, LINE);
    await run.restart();
    assert.equal((await predict(run.port)).images.length, 1);
    assert.equal(gone, 0);
    await lab.docker.getContainer(run.containerId).remove({ force: true });
    await eventually(async () => gone, 1);
  });

  test('takes the place of what runs, and gives it back', async () => {
    const [old] = await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    const run = await begin('a', { port: PORT });
    const { debuggerPort } = run;
    assert.deepEqual(await containerNames(lab), ['yolo-lab-a-0', 'yolo-lab-a-0.debug']);
    const meanwhile = deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    await assert.rejects(meanwhile, { reason: 'refused' });
    await assert.rejects(begin('a', { port: PORT }), { reason: 'refused' });
    assert.ok(await listens(debuggerPort));
    await run.end();
    assert.equal(await listens(debuggerPort), false);
    const [replica, ...others] = await listReplicas(lab.engine);
    assert.deepEqual([replica?.id, replica?.role, others], [old?.id, 'serving', []]);
    await until('the old one answers', () => predict(PORT).then(Boolean, () => false));
  });

  test('gives it back too when it does not come up', async () => {
    const [old] = await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    const broken = spec('a', { port: PORT, env: { YOLO_MODEL: '/nothing.onnx' } });
    const beginning = DebugRun.begin(lab.engine, { spec: broken, mode }, SETTINGS, listener);
    await assert.rejects(beginning, { message: /nothing\.onnx/ });
    const replicas = await listReplicas(lab.engine);
    assert.deepEqual(
      replicas.map(({ id }) => id),
      [old?.id],
    );
    assert.notEqual(replicas[0]?.state, 'exited');
  });

  test('names the processor that its image is made for, where it is another one', async () => {
    const image = 'debug:processor';
    const words = await loadForeignImage(lab.docker, lab.engine, image);
    await assert.rejects(begin('a', { image }), { name: 'DeployError', message: words });
    await eventually(() => containerNames(lab), []);
  });

  test('is refused in production, whichever says so', async () => {
    const refused = (error: unknown) => error instanceof DeployError && error.reason === 'refused';
    await assert.rejects(begin('a', { stage: 'prod' }), refused);
    await deploy(lab.engine, spec('a', { stage: 'prod' }), SETTINGS);
    await assert.rejects(begin('a', { stage: 'dev' }), refused);
    assert.deepEqual(await containerNames(lab), ['yolo-lab-a-0']);
    assert.equal((await listReplicas(lab.engine))[0]?.state === 'exited', false);
  });

  test('names who has the debugger’s port, and takes the next one', async () => {
    const taken = createServer().listen(9229, '127.0.0.1');
    try {
      const run = await begin('a');
      assert.equal(run.taken?.port, 9229);
      const { holder } = run.taken;
      assert.equal(holder.kind === 'process' && holder.pid, process.pid);
      assert.ok(run.debuggerPort > 9229);
      (await Inspector.connect(run.debuggerPort)).close();
    } finally {
      taken.close();
    }
  });

  test('is over when whoever debugs is killed, and what gave its place up runs again', async () => {
    const [old] = await deploy(lab.engine, spec('a'), SETTINGS);
    const script = fileURLToPath(new URL('support/beginDebugging.ts', import.meta.url));
    const program = new URL('../../src/deployment/debug/afterDebug.ts', import.meta.url);
    const afterwards = fileURLToPath(program);
    const child = spawn(
      process.execPath,
      [script, lab.host.socketPath, JSON.stringify({ spec: spec('a'), mode, afterwards })],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    assert.deepEqual(await containerNames(lab), ['yolo-lab-a-0', 'yolo-lab-a-0.debug']);
    child.kill('SIGKILL');
    await eventually(() => containerNames(lab), ['yolo-lab-a-0']);
    const running = async () => (await listRunning(lab.engine)).map(({ Id }) => Id);
    await eventually(running, [old?.id ?? '']);
  });

  test('works where the engine does not see this machine’s files', async () => {
    const run = await begin('a', {}, new FarEngine(lab.engine.address));
    const id = run.containerId;
    const { Mounts } = await lab.docker.getContainer(id).inspect();
    assert.deepEqual(
      Mounts.map(({ Type }) => Type),
      ['volume'],
    );
    const touch = ['touch', '/opt/yolo/source/src/server/entry.ts'];
    assert.notEqual((await execOutput(lab.engine, id, touch)).exitCode, 0);
    (await Inspector.connect(run.debuggerPort)).close();
    edit('model: model.name,', "model: 'edited far away',");
    await run.restart();
    assert.equal((await predict(run.port)).metadata.model, 'edited far away');
    await run.end();
    assert.deepEqual((await lab.docker.listVolumes()).Volumes ?? [], []);
  });
});
