import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { Duplex } from 'node:stream';
import type { EngineAddress } from './engineAddress.ts';

type SshAddress = Extract<EngineAddress, { kind: 'ssh' }>;

/** Seconds that ssh tries to connect. */
const CONNECT_SECONDS = 15;
/** Characters of what ssh says that are kept. */
const MOST_SAID = 2_000;

/** The ssh program ended with an error. */
export class SshError extends Error {
  constructor(code: number | null, said: string) {
    super(said === '' ? `ssh ended with exit code ${code}` : said);
    this.name = 'SshError';
  }
}

/**
 * One connection through the system's `ssh` program, as Docker's own program makes them: the user's
 * keys, agent, jump hosts and known hosts hold. Unknown hosts are refused, never asked about.
 */
export function dialStdio({ host, port, user }: SshAddress): Duplex {
  const args = [
    ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_SECONDS}`, '-T'],
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
    // After "--" nothing is an option, whatever it looks like.
    ...['--', host, 'docker', 'system', 'dial-stdio'],
  ];
  // Not the workspace's folder: on Windows a program there would be found first.
  const child = spawn('ssh', args, { cwd: homedir(), stdio: ['pipe', 'pipe', 'pipe'] });
  const stream = new Duplex({
    read: () => child.stdout.resume(),
    write: (chunk, _encoding, done) => {
      child.stdin.write(chunk, (error) => done(error));
    },
    final: (done) => child.stdin.end(done),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => {
    // What ssh says when it ends tells more than that its pipe is broken.
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-MOST_SAID);
  });
  child.once('error', (error) => stream.destroy(error));
  // Not at the end of the output: whether that was a failure is known only now.
  child.once('close', (code) => {
    if (code === 0) stream.push(null);
    else stream.destroy(new SshError(code, said.trim()));
  });
  return withSocketMethods(stream);
}

/** Node's HTTP client treats its connections as sockets; these of their methods have no meaning. */
function withSocketMethods(stream: Duplex): Duplex {
  const methods = ['setTimeout', 'setNoDelay', 'setKeepAlive', 'ref', 'unref'];
  return Object.assign(stream, Object.fromEntries(methods.map((name) => [name, () => stream])));
}
