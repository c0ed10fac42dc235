import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { debugSources } from '../../../scripts/server/debugSources.ts';
import { temporaryFolder } from '../../../scripts/vscode/temporaryFolder.ts';
import type { DebugMode } from '../../../src/deployment/debug/debugMode.ts';
import { nodeDebugMode } from '../../../src/deployment/debug/nodeDebugMode.ts';

/** The server's sources as a workspace has them. */
export interface ScaffoldedSources {
  /** Folder with `src/` and `package.json`. */
  readonly server: string;
  readonly mode: DebugMode;
}

/** Lays the sources out as they are now, and says how they are debugged. */
export async function scaffoldedSources(): Promise<ScaffoldedSources> {
  const folder = temporaryFolder('debug');
  await build({ ...debugSources(folder), logLevel: 'silent' });
  const server = join(folder, 'workspace');
  cpSync(join(folder, 'debug', 'server'), server, { recursive: true });
  const packages = join(folder, 'debug', 'packages');
  return { server, mode: nodeDebugMode({ server, packages }) };
}
