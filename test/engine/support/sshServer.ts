import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/freePort.ts';

/** A real SSH server on the loopback, with a person's settings that know how to enter it. */
export interface SshServer {
  /** `ssh://root@127.0.0.1:PORT`. */
  readonly host: string;
  /**
   * Folder with an `ssh` that is the system's with this person's settings: to come first on the
   * PATH. The real ones of whoever runs the tests are neither read nor written.
   */
  readonly bin: string;
  /** Makes the person know the server's host key, another one, or none. */
  knowHost(key: 'its own' | 'another' | 'none'): void;
  /** Which key the person has: one that the server lets in, or another. */
  useKey(key: 'right' | 'wrong'): void;
  stop(): Promise<void>;
}

/**
 * Starts an SSH server.
 * @param sshd its program.
 * @param engine socket of the engine that `docker` uses there.
 */
export async function startSshServer(sshd: string, engine: string): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'yolo-ssh-'));
  const file = (name: string): string => join(folder, name);
  for (const name of ['host', 'other-host', 'right', 'wrong']) keyPair(file(name));
  const port = await freePort('127.0.0.1');
  writeFileSync(file('authorized'), readFileSync(file('right.pub')), { mode: 0o600 });
  writeFileSync(
    file('sshd_config'),
    [
      ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${file('host')}`],
      ...[`AuthorizedKeysFile ${file('authorized')}`, 'StrictModes no', 'UsePAM no'],
      ...['PermitRootLogin prohibit-password', 'PasswordAuthentication no', 'PidFile none'],
      ...['MaxStartups 100', `SetEnv DOCKER_HOST=unix://${engine} PATH=/usr/bin:/bin`],
    ].join('\n'),
  );
  // It refuses to start without the folder that its unprivileged part is locked into.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(sshd, ['-D', '-E', file('log'), '-f', file('sshd_config')], {
    stdio: 'ignore',
  });
  await untilListening(child, port);
  const own = file('bin');
  mkdirSync(own);
  const system = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== own);
  writeFileSync(
    join(own, 'ssh'),
    `#!/bin/sh\nPATH=${system.join(delimiter)}\nexec ssh -F ${file('ssh_config')} "$@"\n`,
    { mode: 0o755 },
  );
  const useKey = (key: 'right' | 'wrong'): void =>
    writeFileSync(
      file('ssh_config'),
      [
        ...[`UserKnownHostsFile ${file('known_hosts')}`, 'GlobalKnownHostsFile /dev/null'],
        ...[`IdentityFile ${file(key)}`, 'IdentitiesOnly yes', 'IdentityAgent none', ''],
      ].join('\n'),
    );
  const knowHost = (key: 'its own' | 'another' | 'none'): void => {
    const known = key === 'none' ? undefined : file(key === 'another' ? 'other-host' : 'host');
    const line = known ? `[127.0.0.1]:${port} ${readFileSync(`${known}.pub`, 'utf8')}` : '';
    writeFileSync(file('known_hosts'), line);
  };
  useKey('right');
  knowHost('its own');
  const stop = async (): Promise<void> => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { host: `ssh://root@127.0.0.1:${port}`, bin: own, knowHost, useKey, stop };
}

function keyPair(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}`);
    const listens = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
    if (listens) return;
    await delay(50);
  }
}
