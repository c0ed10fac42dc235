import { resolve } from 'node:path';
import { runProgram } from './runProgram.ts';
import { SERVER_MAIN } from './serverFiles.ts';
import { temporaryFolder } from './temporaryFolder.ts';

let installed: Promise<string> | undefined;

async function install(vsix: string): Promise<string> {
  const folder = temporaryFolder('installed');
  const data = temporaryFolder('installer');
  const args = [SERVER_MAIN, '--accept-server-license-terms', '--install-extension', resolve(vsix)];
  const dirs = ['--extensions-dir', folder, '--server-data-dir', data, '--user-data-dir', data];
  await runProgram(process.execPath, [...args, ...dirs], { quiet: true });
  return folder;
}

/** An extensions folder with the package that YOLO_VSIX names in it; undefined when it names none. */
export function installedVsix(): Promise<string> | undefined {
  const vsix = process.env['YOLO_VSIX'];
  if (!vsix) return undefined;
  installed ??= install(vsix);
  return installed;
}
