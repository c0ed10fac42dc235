/**
 * Opens VS Code with the extension and the sample workspace: the desktop one where there is one,
 * else one in the browser, whose address it prints. `--help` lists the flags.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, SAMPLES } from './paths.ts';
import { readStartArguments, StartUsageError, startHelp } from './start/arguments.ts';
import { simulateGpus } from './start/simulatedGpus.ts';
import { buildExtension } from './vscode/buildExtension.ts';
import { installedDesktop } from './vscode/desktop.ts';
import { ensureServer } from './vscode/installServer.ts';
import { MeansError } from './vscode/meansError.ts';
import { startServer } from './vscode/server.ts';
import { temporaryFolder } from './vscode/temporaryFolder.ts';
import { writeSettings } from './vscode/userSettings.ts';
import { workbenchAddress } from './vscode/workbenchAddress.ts';

type Environment = Readonly<Record<string, string>>;

async function startInBrowser(workspace: string, env: Environment): Promise<void> {
  await ensureServer();
  const userData = temporaryFolder('user-data');
  writeSettings(userData);
  const extensions = temporaryFolder('extensions');
  const { authority } = await startServer({ userData, extensions, lasting: true, env });
  const address = workbenchAddress({ authority, folder: workspace, development: ROOT });
  console.log(`VS Code with YOLO Dock is at\n\n  ${address}\n\nCtrl-C ends it.`);
  // The server's process keeps this one alive; signals end both.
}

async function startOnDesktop(desktop: string, workspace: string, env: Environment): Promise<void> {
  const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, workspace];
  // Waiting keeps what is simulated for it alive.
  if (Object.keys(env).length > 0) args.unshift('--wait');
  const child = spawn(desktop, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  process.exit(status ?? 1);
}

async function start(): Promise<void> {
  const options = readStartArguments(process.argv.slice(2));
  if (options === 'help') {
    console.log(startHelp());
    return;
  }
  const { simulateGpu } = options;
  const env = simulateGpu === undefined ? {} : await simulateGpus(simulateGpu);
  console.log('Building …');
  await buildExtension();
  // A copy, because trying things out changes it.
  const workspace = join(ROOT, '.cache', 'parts');
  if (!existsSync(workspace)) cpSync(SAMPLES, workspace, { recursive: true });
  const desktop = installedDesktop();
  if (desktop === undefined) await startInBrowser(workspace, env);
  else await startOnDesktop(desktop, workspace, env);
}

try {
  await start();
} catch (error) {
  if (!(error instanceof MeansError || error instanceof StartUsageError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
