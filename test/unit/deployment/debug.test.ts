import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { containerOptions } from '../../../src/deployment/containerOptions.ts';
import { crash } from '../../../src/deployment/debug/crash.ts';
import { debugOptions } from '../../../src/deployment/debug/debugOptions.ts';
import { assertDebuggable } from '../../../src/deployment/debug/debugRefusal.ts';
import { nodeDebugMode } from '../../../src/deployment/debug/nodeDebugMode.ts';
import { pythonDebugMode } from '../../../src/deployment/debug/pythonDebugMode.ts';
import { BEGUN, ENDED, supervised } from '../../../src/deployment/debug/supervisor.ts';
import { withoutDebugged } from '../../../src/deployment/replicaState.ts';
import { replica } from '../ui/deployments/replica.ts';

const MODE = nodeDebugMode({ server: '/home/ada/yolo-server', packages: '/ext/packages' });

describe('the container of a server that is debugged', () => {
  const { labels } = replica();
  const spec = { ...labels, name: 'a', image: 'p:a', devices: [{ kind: 'cpu' }] } as const;
  const usual = containerOptions({
    spec: { ...spec, vramMib: 0, port: 5000 },
    replica: 0,
    labels,
    hostPort: 5000,
    handout: 'device-request',
  });

  it('sees the sources read-only, publishes no more, and has no more rights', () => {
    const { HostConfig, ExposedPorts } = debugOptions(usual, MODE, 'bind');
    assert.ok(HostConfig?.Mounts?.length === 3 && HostConfig.Mounts.every((one) => one.ReadOnly));
    assert.deepEqual(Object.keys(HostConfig.PortBindings), ['5000/tcp']);
    assert.deepEqual(Object.keys(ExposedPorts ?? {}), ['5000/tcp']);
    assert.equal(HostConfig.ReadonlyRootfs, true);
    assert.deepEqual(HostConfig.CapDrop, ['ALL']);
  });

  it('ends with whoever holds its input, and is gone then', () => {
    const { OpenStdin, StdinOnce, HostConfig } = debugOptions(usual, MODE, 'copy');
    assert.deepEqual([OpenStdin, StdinOnce, HostConfig?.AutoRemove], [true, true, true]);
  });

  it('keeps the volumes of its stack', () => {
    const engines = { Type: 'volume', Source: 'engines', Target: '/var/cache/yolo' } as const;
    const options = { ...usual, HostConfig: { ...usual.HostConfig, Mounts: [engines] } };
    for (const delivery of ['bind', 'copy'] as const) {
      assert.ok(debugOptions(options, MODE, delivery).HostConfig?.Mounts?.includes(engines));
    }
  });

  it('runs Python from the sources, not from what the image was built with', () => {
    const mode = pythonDebugMode({ server: '/home/ada', debugpy: '/ext/libs' });
    const { WorkingDir, HostConfig } = debugOptions(usual, mode, 'bind');
    assert.equal(WorkingDir, mode.root);
    assert.deepEqual(mode.sources, {
      from: '/home/ada/yolo_server',
      to: '/opt/yolo/source/yolo_server',
    });
    assert.ok(HostConfig?.Mounts?.some(({ Target }) => Target === mode.sources.to));
  });

  it('has a debugger on its own loopback only', () => {
    assert.ok(MODE.command.includes('--inspect=127.0.0.1:9229'));
  });
});

describe('the supervisor', { skip: process.platform === 'win32' }, () => {
  it('begins the server anew for each line, tells its end, and ends with its input', async () => {
    const server =
      "console.log('up'); process.on('SIGUSR2', () => process.exit(3)); setInterval(() => {}, 1e6)";
    const [program = '', ...args] = supervised([process.execPath, '-e', server]);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const said: string[] = [];
    let wake = (): void => {};
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said.push(...text.split('\n').filter(Boolean));
        wake();
      });
    }
    const count = (word: string): number => said.filter((line) => line.includes(word)).length;
    const seen = async (word: string, times: number): Promise<void> => {
      while (count(word) < times) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    await seen('up', 1);
    child.stdin.write('\n');
    await seen('up', 2);
    assert.deepEqual([count(BEGUN), count(ENDED)], [2, 0]);
    child.stdin.end();
    await once(child, 'exit');
    assert.equal(count(ENDED), 0);
  });

  it('stays when the server ends by itself', async () => {
    const [program = '', ...args] = supervised(['false']);
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8');
    for await (const text of child.stderr as AsyncIterable<string>) {
      said += text;
      if (said.includes(`${ENDED} (exit code 1)`)) break;
    }
    assert.equal(child.exitCode, null);
    child.stdin.end();
    await once(child, 'exit');
  });
});

describe('why a server that is debugged ended', () => {
  const said = (lines: readonly string[], root = '/opt/yolo/source') => crash(lines, root).message;

  it('is what Node says, with the place in the sources', () => {
    const lines = [
      'file:///opt/yolo/source/src/server/routes/predict.ts:34',
      '      nonsense here;',
      "SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Expected ';'",
      '    at parseTypeScript (node:internal/modules/typescript:72:36)',
      'Node.js v24.21.0',
    ];
    assert.equal(
      said(lines),
      "The server ended: SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Expected ';' (src/server/routes/predict.ts:34)",
    );
  });

  it('is what Python says, with the place in the sources', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "/opt/yolo/source/yolo_server/app.py", line 12, in app',
      "NameError: name 'x' is not defined",
    ];
    assert.equal(
      said(lines),
      "The server ended: NameError: name 'x' is not defined (yolo_server/app.py:12)",
    );
  });

  it('is the error in the server’s own log', () => {
    const log = {
      level: 'fatal',
      msg: 'unforeseen error',
      err: { type: 'RangeError', message: 'far' },
    };
    assert.equal(
      said([JSON.stringify(log)]),
      'The server ended: unforeseen error: RangeError: far',
    );
  });

  it('is a Node that is too old', () => {
    const line = 'TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts"';
    assert.match(said([line]), /Node 22\.18 or newer/);
  });
});

describe('whether a deployment may be debugged', () => {
  const stage = (name: 'dev' | 'beta' | 'prod') => ({ name: 'a', stage: name });
  it('depends on the stage, of yolo.json and of what runs', () => {
    assertDebuggable(stage('dev'), []);
    assertDebuggable(stage('beta'), [replica()]);
    assert.throws(() => assertDebuggable(stage('prod'), []), /never switched on/);
    assert.throws(
      () => assertDebuggable(stage('dev'), [replica({ stage: 'prod' })]),
      /not stopped/,
    );
  });

  it('depends on nobody debugging it', () => {
    const debugged = replica({}, { role: 'debug' });
    assert.throws(() => assertDebuggable(stage('dev'), [debugged]), /is being debugged/);
  });
});

describe('a deployment that is debugged', () => {
  it('shows the container that runs in the place of the one that stands still', () => {
    const still = replica({}, { state: 'exited' });
    const debugged = replica({}, { role: 'debug', name: 'yolo-factory-line-a-0.debug' });
    const other = replica({ replica: 1 });
    assert.deepEqual(withoutDebugged([still, debugged, other]), [debugged, other]);
    assert.deepEqual(withoutDebugged([still, other]), [still, other]);
  });
});
