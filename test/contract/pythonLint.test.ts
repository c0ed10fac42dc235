import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { ensurePythonLint } from '../../scripts/python/lintMeans.ts';
import { ensureContractPython, PYTHON_SERVER } from '../../scripts/python/pythonMeans.ts';
import { MeansError } from '../../scripts/vscode/meansError.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';

async function means(): Promise<{ python: string; tools: string } | { missing: string }> {
  try {
    const python = await ensureContractPython();
    return { python, tools: await ensurePythonLint(python) };
  } catch (error) {
    if (error instanceof MeansError) return { missing: error.message };
    throw error;
  }
}

const found = await means();

describe('the Python server’s sources', { skip: 'missing' in found && found.missing }, () => {
  /** Runs a tool where its configuration (pyproject.toml) is. */
  async function run(args: readonly string[], input = ''): Promise<{ code: number; said: string }> {
    if ('missing' in found) throw new Error(found.missing);
    const env = { ...process.env, PYTHONPATH: found.tools, NO_COLOR: '1' };
    const child = spawn(found.python, ['-m', ...args], { cwd: PYTHON_SERVER, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.stdin.end(input);
    const code = await new Promise<number>((done) => child.once('close', (it) => done(it ?? -1)));
    return { code, said };
  }

  test('their types are right, strictly', async () => {
    const mypy = ['mypy', '--cache-dir', temporaryFolder('mypy')];
    const { code, said } = await run([...mypy, '--package', 'yolo_server']);
    assert.equal(code, 0, said);
    const wrong = await run([...mypy, '--command', 'import yolo_server.loaded as l\nl.load(1)']);
    assert.match(wrong.said, /Missing positional arguments/);
  });

  test('ruff finds nothing in them', async () => {
    const ruff = ['ruff', 'check', '--no-cache', '--output-format', 'concise'];
    const { code, said } = await run([...ruff, '.']);
    assert.equal(code, 0, said);
    const wrong = await run([...ruff, '-'], 'import os\n');
    assert.match(wrong.said, /F401/);
  });
});
