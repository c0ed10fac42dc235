import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { atExit } from './atExit.ts';
import { SERVER_MAIN } from './serverFiles.ts';

/** The server says this when it listens; port 0 lets the system choose a free one. */
const BOUND = /Server bound to (127\.0\.0\.1:\d+)/;

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 3_000;

export interface ServerOptions {
  /** Settings, state and logs of the person. */
  readonly userData: string;
  /** Installed extensions. */
  readonly extensions: string;
  /** Workspaces are untrusted until the person says otherwise. */
  readonly restricted?: boolean;
  /** Root's right to open what belongs to others is taken from it, as no other user has it. */
  readonly powerless?: boolean;
  /** Somebody may come back to it; else it ends itself after minutes without a window. */
  readonly lasting?: boolean;
  /** Added to this process' own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface VsCodeServer {
  /** Host and port. */
  readonly authority: string;
  /** Ends it and everything that it started. */
  readonly stop: () => Promise<void>;
}

function serverArguments(options: ServerOptions): string[] {
  const { userData, extensions, restricted, lasting } = options;
  return [
    SERVER_MAIN,
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
    ...['--accept-server-license-terms', '--disable-telemetry'],
    // Without it the address cannot name an extension under development.
    '--enable-smoke-test-driver',
    ...['--server-data-dir', userData, '--user-data-dir', userData],
    ...['--extensions-dir', extensions],
    // Nothing stays behind a test that was killed.
    ...(lasting ? [] : ['--enable-remote-auto-shutdown', '--reconnection-grace-time', '30']),
    ...(restricted ? [] : ['--disable-workspace-trust']),
  ];
}

/** Files and sockets that forbid it are closed to root too, once these are gone. */
const WITHOUT_POWERS = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];

/** The server is the leader of a process group, which holds extension hosts and what they start. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}

/** Starts VS Code's server on a free port of this machine. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
  const powers = options.powerless && process.getuid?.() === 0 ? WITHOUT_POWERS : [];
  const [program = '', ...args] = [...powers, process.execPath, ...serverArguments(options)];
  const child = spawn(program, args, {
    env: { ...env, ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = atExit(() => signalGroup(child, 'SIGKILL'));
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
    if (child.exitCode === null && child.signalCode === null) await exited;
    clearTimeout(late);
    signalGroup(child, 'SIGKILL');
    forget();
  };
  try {
    return { authority: await boundAddress(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function boundAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`VS Code's server ${why}:\n${said}`));
    const late = setTimeout(() => fail('did not start in time'), START_TIMEOUT_MS);
    const listen = (chunk: Buffer) => {
      if (said.length < 20_000) said += chunk.toString('utf8');
      const authority = BOUND.exec(said)?.[1];
      if (authority === undefined) return;
      clearTimeout(late);
      resolve(authority);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', (error) => fail(`cannot start, ${error.message}`));
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
  });
}
