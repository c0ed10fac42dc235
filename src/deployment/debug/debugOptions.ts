import type { ContainerCreateOptions } from 'dockerode';
import type { DebugMode } from './debugMode.ts';
import { supervised } from './supervisor.ts';

/** How the sources come into a container: seen where they are, or copied where they cannot be. */
export type Delivery = 'bind' | 'copy';

/** More failed health checks than there will ever be. */
const NEVER = 2 ** 31 - 1;

/**
 * A container's options with its debugger: the sources read-only, standard input held open by
 * whoever debugs, and gone once it has ended.
 */
export function debugOptions(
  options: ContainerCreateOptions,
  mode: DebugMode,
  delivery: Delivery,
): ContainerCreateOptions {
  return {
    ...options,
    Entrypoint: supervised(mode.command),
    Cmd: [],
    ...(mode.workingDir !== undefined && { WorkingDir: mode.workingDir }),
    Env: [
      ...(options.Env ?? []),
      ...Object.entries(mode.env).map(([name, value]) => `${name}=${value}`),
    ],
    OpenStdin: true,
    StdinOnce: true,
    // Who is stopped at a breakpoint does not answer; that is no illness.
    Healthcheck: { Retries: NEVER },
    HostConfig: {
      ...options.HostConfig,
      AutoRemove: true,
      Mounts: [
        ...(options.HostConfig?.Mounts ?? []),
        ...(delivery === 'bind'
          ? mode.mounts.map(({ from, to }) => ({
              Type: 'bind' as const,
              Source: from,
              Target: to,
              ReadOnly: true,
            }))
          : // Written by the engine; the server's user may only read.
            [{ Type: 'volume' as const, Source: '', Target: mode.root }]),
      ],
    },
  };
}
