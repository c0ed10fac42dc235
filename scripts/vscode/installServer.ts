import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installDebianPackages } from './debianPackages.ts';
import { MeansError } from './meansError.ts';
import { runInstaller } from './runInstaller.ts';
import {
  CODE_SERVER,
  COMPILER,
  compilerMissing,
  SERVER_FOLDER,
  SERVER_MAIN,
  serverMissing,
} from './serverFiles.ts';

const WHAT = "VS Code's server";

/** The other native modules have prebuilt files or serve functions that tests do without. */
const COMPILED = ['@vscode/spdlog', '@vscode/native-watchdog'];

/**
 * Both compiled modules use Node-API alone, so any Node's headers do; where the system has some,
 * none need to be downloaded.
 */
const SYSTEM_HEADERS = '/usr/include/node/node_api.h';

const NPM_FLAGS = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Installs VS Code's server unless it is there. It appears under its name only when it is whole. */
export async function ensureServer(): Promise<void> {
  if (existsSync(SERVER_MAIN)) return;
  const reason = serverMissing();
  if (reason !== undefined) throw new MeansError(reason);
  if (compilerMissing()) {
    console.log('Installing a C++ compiler (apt-get) …');
    await installDebianPackages('A C++ compiler', COMPILER.packages);
  }
  console.log(`Installing VS Code's server (npm, ${CODE_SERVER}, 580 MB); about a minute …`);
  const folder = `${SERVER_FOLDER}.${process.pid}`;
  try {
    await fill(folder);
    await rename(folder, SERVER_FOLDER).catch((error: unknown) => {
      // Another clone was faster.
      if (!existsSync(SERVER_MAIN)) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const env = { ...process.env };
  if (existsSync(SYSTEM_HEADERS)) env['npm_config_nodedir'] = '/usr';
  const here = { cwd: folder, env };
  const tarball = await runInstaller(WHAT, ['npm', 'pack', '--loglevel=error', CODE_SERVER], here);
  const part = ['--strip-components=3', 'package/lib/vscode'];
  await runInstaller(WHAT, ['tar', '-xzf', tarball, ...part], here);
  await rm(join(folder, tarball));
  const install = ['install', '--omit=dev', '--ignore-scripts', ...NPM_FLAGS];
  await runInstaller(WHAT, ['npm', ...install], here);
  await runInstaller(WHAT, ['npm', 'rebuild', ...NPM_FLAGS, ...COMPILED], here);
}
