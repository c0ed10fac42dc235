import { join } from 'node:path';
import type { DebugMode } from './debugMode.ts';
import { DEBUGGER_PORTS } from './debugMode.ts';

/** Folder in the container with the sources; the image's native packages are found above it. */
const NODE_ROOT = '/opt/yolo/source';

/** Seconds that a person may look at what is stopped before the server gives a request up. */
const PATIENCE_S = 3_600;

/** Where the sources are. */
export interface NodeSources {
  /** The person's own folder with `src/` and `package.json`. */
  readonly server: string;
  /** The extension's folder with the packages that the sources import. */
  readonly packages: string;
}

/** The TypeScript server from the sources in the workspace, under Node's inspector. */
export function nodeDebugMode({ server, packages }: NodeSources): DebugMode {
  return {
    kind: 'node',
    command: [
      'node',
      `--inspect=127.0.0.1:${DEBUGGER_PORTS.node}`,
      `${NODE_ROOT}/src/server/entry.ts`,
    ],
    env: {
      // One thread to stop in.
      YOLO_WORKERS: '1',
      YOLO_TIMEOUT_S: String(PATIENCE_S),
      YOLO_REQUEST_TIMEOUT_S: String(PATIENCE_S),
    },
    root: NODE_ROOT,
    sources: { from: server, to: NODE_ROOT },
    mounts: [
      { from: join(server, 'src'), to: `${NODE_ROOT}/src` },
      { from: join(server, 'package.json'), to: `${NODE_ROOT}/package.json` },
      { from: packages, to: `${NODE_ROOT}/node_modules` },
    ],
  };
}
