import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** A line of the server's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** The server as a process of its own. */
export interface RealServer {
  readonly child: ChildProcess;
  readonly lines: LogLine[];
  /** Resolves with the first line that has this message; rejects when the process ends before. */
  line(msg: string): Promise<LogLine>;
  /** Resolves with exit code (or signal) and what was written to standard error. */
  readonly ended: Promise<{ code: number | string; stderr: string }>;
}

/** A small model to run: the project's own, else one of the conformance set. */
export function someModel(): string | undefined {
  return ['samples/parts/models/parts-v10.onnx', '../shared/conformance/models/yolox_nano.onnx']
    .map((path) => resolve(REPOSITORY, path))
    .find((path) => existsSync(path));
}

/** What is started: `src/server/entry.ts`, or the bundle that YOLO_TEST_SERVER names. */
const ENTRY = process.env['YOLO_TEST_SERVER'] ?? resolve(REPOSITORY, 'src/server/entry.ts');

/** Starts the server; it is killed when the test ends. */
export function startReal(t: TestContext, args: readonly string[]): RealServer {
  const child = spawn(process.execPath, [ENTRY, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
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
