// Runs one of the project's scripts on the project's own Node, installing packages first where they
// are missing or out of date. Plain JavaScript without packages, because it runs before there are
// any, on whatever Node the machine has.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const stamp = join(root, 'node_modules', '.installed-lock.json');

/** Packages are up to date when the lock file is the one that was installed from. */
function installed() {
  if (!existsSync(stamp) || !existsSync(node)) return false;
  return readFileSync(stamp, 'utf8') === readFileSync(join(root, 'package-lock.json'), 'utf8');
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
  if (code !== 0) {
    console.error(
      `npm ci failed with exit code ${code}: see its messages above. It needs the npm registry (or a mirror, set with "npm config set registry").`,
    );
    process.exit(code);
  }
  writeFileSync(stamp, readFileSync(join(root, 'package-lock.json')));
}

if (!installed()) await install();
const [script, ...args] = process.argv.slice(2);
// Scripts that start others find the same Node first, as with `npm run`.
const path = `${dirname(node)}${windows ? ';' : ':'}${process.env.PATH}`;
process.exitCode = await start(node, [join(root, script), ...args], {
  env: { ...process.env, PATH: path },
});
