import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { SAMPLES } from '../../scripts/paths.ts';
import { ensureDebugpy } from '../../scripts/python/debugpyMeans.ts';
import { ensureContractPython, PYTHON_SERVER } from '../../scripts/python/pythonMeans.ts';
import { MeansError } from '../../scripts/vscode/meansError.ts';
import { Client } from '../../src/contract/client.ts';
import { pythonCommand } from '../../src/deployment/debug/pythonDebugMode.ts';
import { AGAIN, supervised } from '../../src/deployment/debug/supervisor.ts';
import { DebugAdapter } from '../support/debugAdapter.ts';
import { until } from '../vscode/support/eventually.ts';

const PICTURE = readFileSync(join(SAMPLES, 'images', 'line-01.jpg'));
const PREDICT = join(PYTHON_SERVER, 'yolo_server', 'predict.py');
const LINE = 'answers = await predict_images(';

async function means(): Promise<{ python: string; debugpy: string } | { missing: string }> {
  try {
    const python = await ensureContractPython();
    return { python, debugpy: await ensureDebugpy(python) };
  } catch (error) {
    if (error instanceof MeansError) return { missing: error.message };
    throw error;
  }
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const found = await means();
const skip = 'missing' in found ? found.missing : process.platform === 'win32';

describe('the Python server under debugpy', { skip }, () => {
  let child: ChildProcess;
  let client: Client;
  let debuggerPort: number;
  before(async () => {
    if ('missing' in found) return;
    debuggerPort = await freePort();
    const port = await freePort();
    const [program = '', ...args] = supervised(pythonCommand(found.python, debuggerPort));
    const env = {
      ...process.env,
      PYTHONPATH: `${PYTHON_SERVER}:${found.debugpy}`,
      PYTHONDONTWRITEBYTECODE: '1',
      YOLO_DEPLOYMENT: 'debugged',
      YOLO_MODEL: join(SAMPLES, 'models', 'parts-v10.onnx'),
      YOLO_PORT: String(port),
      YOLO_WORKERS: '1',
    };
    child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    client = new Client({ host: '127.0.0.1', port });
    await ready();
  });
  after(() => client?.close());

  const ready = (): Promise<void> =>
    until('the server is ready', () => client.ready().then(Boolean, () => false));

  /** Attaches as VS Code does, stops a request at a line, looks at it and lets it go on. */
  const stopOnce = async (): Promise<DebugAdapter> => {
    const adapter = await DebugAdapter.connect(debuggerPort);
    const about = { clientID: 'test', adapterID: 'debugpy', pathFormat: 'path' };
    const capabilities = await adapter.send('initialize', about);
    assert.equal(capabilities['supportsConfigurationDoneRequest'], true);
    const attached = adapter.send('attach', { justMyCode: true });
    await adapter.event('initialized');
    const lines = readFileSync(PREDICT, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes(LINE)) + 1;
    const { breakpoints } = (await adapter.send('setBreakpoints', {
      source: { path: PREDICT },
      breakpoints: [{ line }],
    })) as { breakpoints: { verified: boolean }[] };
    assert.equal(breakpoints[0]?.verified, true);
    await adapter.send('configurationDone');
    await attached;
    const answer = client.predict(PICTURE);
    const { threadId } = await adapter.event('stopped');
    const { stackFrames } = (await adapter.send('stackTrace', { threadId })) as {
      stackFrames: { id: number; line: number; source: { path: string } }[];
    };
    const [frame] = stackFrames;
    assert.deepEqual([frame?.line, frame?.source.path], [line, PREDICT]);
    const { scopes } = (await adapter.send('scopes', { frameId: frame?.id })) as {
      scopes: { variablesReference: number }[];
    };
    const { variables } = (await adapter.send('variables', {
      variablesReference: scopes[0]?.variablesReference,
    })) as { variables: { name: string }[] };
    assert.ok(variables.some(({ name }) => name === 'images'));
    await adapter.send('continue', { threadId });
    const [image] = (await answer).images;
    assert.ok(image && 'results' in image && image.results.length > 3);
    return adapter;
  };

  test('stops at a line of a request and shows its variables, also after a restart', async () => {
    (await stopOnce()).close();
    const before = await client.model();
    child.stdin?.write(AGAIN);
    await until('it begins anew', () =>
      client.live().then(
        () => false,
        () => true,
      ),
    );
    await ready();
    assert.equal((await client.model()).sha256, before.sha256);
    const adapter = await stopOnce();
    await adapter.send('disconnect');
    adapter.close();
    assert.equal((await client.predict(PICTURE)).images.length, 1);
  });

  test('ends with its input, debugger and all', async () => {
    child.stdin?.end();
    await once(child, 'exit');
    await assert.rejects(DebugAdapter.connect(debuggerPort), { code: 'ECONNREFUSED' });
  });
});
