import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { Client } from '../../../src/contract/client.ts';
import { ContractError } from '../../../src/contract/contractError.ts';

/** Milliseconds in which a container's server must be ready. */
const READY_MS = 60_000;

/** A container that runs as the design asks: no rights, nothing to write on but /tmp. */
export interface HardenedContainer {
  readonly container: Docker.Container;
  readonly client: Client;
}

/** Somebody who tidies up afterwards, such as a test. */
export interface Scope {
  after(task: () => unknown): void;
}

/** Starts a container of the server and waits until it is ready; the scope's end removes it. */
export async function runHardened(
  scope: Scope,
  docker: Docker,
  image: string,
  env: readonly string[] = [],
): Promise<HardenedContainer> {
  const container = await docker.createContainer({
    Image: image,
    Env: [...env],
    ExposedPorts: { '5000/tcp': {} },
    HostConfig: {
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,noexec,nosuid,size=64m' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PortBindings: { '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  });
  scope.after(() => container.remove({ force: true, v: true }));
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const port = NetworkSettings.Ports['5000/tcp']?.[0]?.HostPort;
  const client = new Client({ host: '127.0.0.1', port: Number(port) });
  scope.after(() => client.close());
  await untilReady(client, container);
  return { container, client };
}

async function untilReady(client: Client, container: Docker.Container): Promise<void> {
  const end = Date.now() + READY_MS;
  for (;;) {
    try {
      await client.ready({ timeoutMs: 2000 });
      return;
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      const { State } = await container.inspect();
      if (!State.Running || Date.now() > end) {
        const log = (await container.logs({ stdout: true, stderr: true })).toString('utf8');
        throw new Error(`not ready (${State.Status}, ${State.ExitCode}): ${error.message}\n${log}`);
      }
    }
    await delay(20);
  }
}

/** Runs a program in a running container and resolves with its output. */
export async function inContainer(
  container: Docker.Container,
  command: readonly string[],
): Promise<string> {
  const exec = await container.exec({
    Cmd: [...command],
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  });
  const stream = await exec.start({ Tty: true });
  let output = '';
  for await (const chunk of stream) output += String(chunk);
  return output.trim();
}
