// Runs one of the project's scripts on the project's own Node, installing packages first where they
// are missing or out of date. Plain JavaScript without packages, because it runs before there are
// any, on whatever Node the machine has.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** The packages of a lock file by their place under `node_modules`. */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * Whether every package of the lock file is there in its version, however it was installed: npm
 * keeps a list of what it has put into `node_modules`. Optional ones may be for other platforms.
 */
function installed() {
  const list = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list) || !existsSync(node)) return false;
  const there = packagesOf(list);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([place, wanted]) =>
      place === '' ||
      (there[place] ? there[place].version === wanted.version : wanted.optional === true),
  );
}

/** Starts a program on this terminal and resolves with its exit code. */
function start(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

async function install() {
  console.log('Installing packages (npm ci); the first time takes about half a minute …');
  // ONNX Runtime's CUDA libraries (hundreds of megabytes) are not needed to develop.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const npm = process.env.npm_execpath;
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  const code = npm
    ? await start(process.execPath, [npm, ...args], { cwd: root, env })
    : await start(windows ? 'npm.cmd' : 'npm', args, { cwd: root, env, shell: windows });
  if (code > 128) {
    console.error('Installing was interrupted; run the command again to finish it.');
    process.exit(code);
  }
  if (code !== 0) {
    console.error(
      `npm ci failed with exit code ${code}: see its messages above. It needs the npm registry (or a mirror, set with "npm config set registry").`,
    );
    process.exit(code);
  }
}

if (!installed()) await install();
const [script, ...args] = process.argv.slice(2);
// Scripts that start others find the same Node first, as with `npm run`.
const path = `${dirname(node)}${windows ? ';' : ':'}${process.env.PATH}`;
process.exitCode = await start(node, [join(root, script), ...args], {
  env: { ...process.env, PATH: path },
});
