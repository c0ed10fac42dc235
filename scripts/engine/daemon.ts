import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineFolders } from './engineFolders.ts';
import type { EngineTls } from './keeperProtocol.ts';
import { killProcesses, unmountBelow } from './leftovers.ts';

/** Milliseconds in which an engine must answer after its start. */
const START_MS = 30_000;
/** Milliseconds in which it must end after it was asked to. */
const STOP_MS = 20_000;
/** Build cache beyond this is removed by the engine itself. */
const KEPT_CACHE = '4GB';

/** One `dockerd` that can be started and ended again on the same socket and data. */
export class Daemon {
  readonly #folders: EngineFolders;
  readonly #gpuHook: boolean;
  readonly #tls: EngineTls | undefined;
  #child: ChildProcess | undefined;

  constructor(folders: EngineFolders, gpuHook: boolean, tls?: EngineTls) {
    this.#folders = folders;
    this.#gpuHook = gpuHook;
    this.#tls = tls;
  }

  /**
   * Starts it and waits until it answers.
   * @throws Error with the end of its log when it ends instead.
   */
  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    const { run, data, socket, bridge, slot } = this.#folders;
    mkdirSync(data, { recursive: true });
    const config = join(run, 'daemon.json');
    const gc = { enabled: true, defaultKeepStorage: KEPT_CACHE };
    writeFileSync(config, JSON.stringify({ builder: { gc } }));
    const log = join(run, 'dockerd.log');
    const output = openSync(log, 'a');
    const path = process.env['PATH'] ?? '';
    const hooked = `${join(run, 'bin')}${delimiter}${path}`;
    const child = spawn(
      'dockerd',
      [
        ...['--config-file', config, '--data-root', data, '--exec-root', join(run, 'exec')],
        ...['--pidfile', join(run, 'dockerd.pid'), '--host', `unix://${socket}`],
        ...['--bridge', bridge, '--shutdown-timeout', '3', '--log-level', 'warn'],
        ...['--default-address-pool', `base=10.214.${slot * 16}.0/20,size=26`],
        ...tlsArguments(this.#tls),
      ],
      {
        stdio: ['ignore', output, output],
        env: { ...process.env, PATH: this.#gpuHook ? hooked : path },
      },
    );
    this.#child = child;
    child.on('error', () => undefined);
    const end = Date.now() + START_MS;
    while (!(await answers(socket))) {
      if (child.exitCode !== null || child.pid === undefined || Date.now() > end) {
        const said = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
        await this.kill();
        throw new Error(`dockerd did not start:\n${said}`);
      }
      await delay(30);
    }
  }

  /** Ends it as an administrator would: containers are stopped, nothing is removed. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const exited = exit(child);
    child.kill('SIGTERM');
    await Promise.race([exited, delay(STOP_MS, undefined, { ref: false })]);
    await this.kill();
  }

  /** Ends it and all that runs in it at once, as when the power fails. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = exit(child);
      child.kill('SIGKILL');
      await exited;
    }
    const { run, data, socket } = this.#folders;
    while (killProcesses([run, data]) > 0) await delay(20);
    // Not the data folder itself, which may be a disk.
    for (const folder of ['overlay2', 'containers']) unmountBelow(join(data, folder));
    unmountBelow(join(run, 'exec'));
    for (const file of [socket, join(run, 'dockerd.pid')]) rmSync(file, { force: true });
    rmSync(join(run, 'exec'), { recursive: true, force: true });
  }
}

function tlsArguments(tls: EngineTls | undefined): string[] {
  if (tls === undefined) return [];
  const { host, port, ca, cert, key } = tls;
  const files = ['--tlscacert', ca, '--tlscert', cert, '--tlskey', key];
  return ['--host', `tcp://${host}:${port}`, '--tlsverify', ...files];
}

async function exit(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping', timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.end();
  });
}
