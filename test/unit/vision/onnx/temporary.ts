import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** A folder that is removed when the test file has run. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'yolo-dock-onnx-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Writes a file into the folder and returns its path. */
export function file(name: string, content: Buffer | string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}
