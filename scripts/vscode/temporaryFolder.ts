import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './atExit.ts';

/** A fresh folder that is gone when this process is. */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `yolo-dock-${name}-`)));
  // Programs that are ending may still write to it.
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 8 }));
  return folder;
}
