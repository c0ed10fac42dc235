import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { contractPython, PYTHON_SERVER } from '../../scripts/python/pythonMeans.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** A small model of the project's own, with real detections. */
export const MODEL = resolve(REPOSITORY, 'samples/parts/models/parts-v10.onnx');

/** A line of a server's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** A server as a process of its own. */
export interface RealServer {
  readonly child: ChildProcess;
  readonly lines: LogLine[];
  /** Resolves with the first line that has this message; rejects when the process ends before. */
  line(msg: string): Promise<LogLine>;
  /** Resolves with exit code (or signal) and what was written to standard error. */
  readonly ended: Promise<{ code: number | string; stderr: string }>;
}

/** What a test hands its servers to, to be ended with it. */
interface Scope {
  after(action: () => void): void;
}

/** An implementation of the contract. */
export interface Stack {
  readonly name: string;
  /** Why it cannot be tested here; false when it can. */
  readonly skip: string | false;
  /** Starts it; it is killed when the scope ends. */
  start(scope: Scope, args: readonly string[]): RealServer;
}

const NODE_SERVER = process.env['YOLO_TEST_SERVER'] ?? resolve(REPOSITORY, 'src/server/entry.ts');

const python = contractPython();

/** Every implementation that runs as a process here. The same tests run against each. */
export const STACKS: readonly Stack[] = [
  {
    name: 'node',
    skip: false,
    start: (scope, args) => run(scope, process.execPath, [NODE_SERVER, ...args], REPOSITORY),
  },
  {
    name: 'python',
    skip: python ? false : 'no Python with the server’s packages: npm test -- contract makes one',
    start: (scope, args) => run(scope, python ?? '', ['-m', 'yolo_server', ...args], PYTHON_SERVER),
  },
];

function run(scope: Scope, program: string, args: readonly string[], cwd: string): RealServer {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  scope.after(() => child.kill('SIGKILL'));
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text) as LogLine);
    for (const look of waiting) look();
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = new Promise<{ code: number | string; stderr: string }>((done) => {
    child.once('close', (code, signal) => done({ code: code ?? signal ?? '', stderr }));
  });
  const line = (msg: string): Promise<LogLine> =>
    new Promise((found, fail) => {
      const look = (): void => {
        const hit = lines.find((candidate) => candidate.msg === msg);
        if (hit) {
          waiting.delete(look);
          found(hit);
        }
      };
      waiting.add(look);
      look();
      void ended.then(({ code }) =>
        fail(new Error(`ended with ${code} before "${msg}": ${stderr}`)),
      );
    });
  return { child, lines, line, ended };
}

/** The address that a server listens on, once its model is ready. */
export async function readyAddress(server: RealServer): Promise<string> {
  await server.line('ready');
  const { address } = await server.line('listening');
  assert.equal(typeof address, 'string');
  return address as string;
}
