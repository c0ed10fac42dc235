import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DEBUGGER_PORTS, type DebugMode } from './debugMode.ts';

/** Folder in the container with the sources; Python's packages are the image's. */
const PYTHON_ROOT = '/opt/yolo/source';
/** The server's package. */
const PACKAGE = 'yolo_server';

/** Seconds that a person may look at what is stopped before the server gives a request up. */
const PATIENCE_S = 3_600;

/** Where the sources are. */
export interface PythonSources {
  /** The person's own folder with the package `yolo_server`. */
  readonly server: string;
  /** A folder with the package `debugpy`, as VS Code's Python Debugger brings it. */
  readonly debugpy: string;
}

/** The Python server from the sources in the workspace, under debugpy. */
export function pythonDebugMode({ server, debugpy }: PythonSources): DebugMode {
  const sources = { from: join(server, PACKAGE), to: `${PYTHON_ROOT}/${PACKAGE}` };
  return {
    kind: 'python',
    command: pythonCommand('python3'),
    // Python looks there first; the image's own folder has the server as it was built.
    workingDir: PYTHON_ROOT,
    env: {
      PYTHONPATH: PYTHON_ROOT,
      // The sources may not be written.
      PYTHONDONTWRITEBYTECODE: '1',
      YOLO_WORKERS: '1',
      YOLO_TIMEOUT_S: String(PATIENCE_S),
      YOLO_REQUEST_TIMEOUT_S: String(PATIENCE_S),
    },
    root: PYTHON_ROOT,
    sources,
    mounts: [sources, { from: join(debugpy, 'debugpy'), to: `${PYTHON_ROOT}/debugpy` }],
  };
}

/**
 * The folder itself where scaffolding has put the server into it: then images are built from the very
 * sources that are debugged.
 */
export async function scaffoldedPython(folder: string): Promise<string | undefined> {
  return access(join(folder, PACKAGE, '__main__.py')).then(
    () => folder,
    () => undefined,
  );
}

/** What starts the server under debugpy. @param python the interpreter. */
export function pythonCommand(python: string, port = DEBUGGER_PORTS.python): readonly string[] {
  return [
    python,
    // Otherwise debugpy warns that it misses breakpoints in frozen modules, of which there are none.
    ...['-X', 'frozen_modules=off'],
    ...['-m', 'debugpy', '--listen', `127.0.0.1:${port}`, '-m', PACKAGE],
  ];
}
