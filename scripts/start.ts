/**
 * Opens VS Code with the extension and the sample workspace: the desktop one where there is one,
 * else one in the browser, whose address it prints.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, SAMPLES } from './paths.ts';
import { buildExtension } from './vscode/buildExtension.ts';
import { installedDesktop } from './vscode/desktop.ts';
import { ensureServer } from './vscode/installServer.ts';
import { MeansError } from './vscode/meansError.ts';
import { startServer } from './vscode/server.ts';
import { temporaryFolder } from './vscode/temporaryFolder.ts';
import { writeSettings } from './vscode/userSettings.ts';
import { workbenchAddress } from './vscode/workbenchAddress.ts';

async function startInBrowser(workspace: string): Promise<void> {
  await ensureServer();
  const userData = temporaryFolder('user-data');
  writeSettings(userData);
  const extensions = temporaryFolder('extensions');
  const { authority } = await startServer({ userData, extensions, lasting: true });
  const address = workbenchAddress({ authority, folder: workspace, development: ROOT });
  console.log(`VS Code with YOLO Dock is at\n\n  ${address}\n\nCtrl-C ends it.`);
  // The server's process keeps this one alive; signals end both.
}

console.log('Building …');
await buildExtension();
// A copy, because trying things out changes it.
const workspace = join(ROOT, '.cache', 'parts');
if (!existsSync(workspace)) cpSync(SAMPLES, workspace, { recursive: true });
const desktop = installedDesktop();
try {
  if (desktop === undefined) {
    await startInBrowser(workspace);
  } else {
    const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, workspace];
    const { status } = spawnSync(desktop, args, {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    process.exitCode = status ?? 1;
  }
} catch (error) {
  if (!(error instanceof MeansError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
