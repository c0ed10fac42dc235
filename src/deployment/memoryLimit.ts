import type { Engine } from '../engine/engine.ts';
import { execOutput } from '../engine/execOutput.ts';

/** The first driver that holds containers to a limit of video memory. */
const DRIVER = 615;

/** What decides whether a limit of video memory may be held by the driver. */
export interface LimitGround {
  /** Such as `615.12.01`; undefined where it is not known. */
  readonly driverVersion: string | undefined;
  /** `1` or `2`, as the engine's `info` says. */
  readonly cgroupVersion: string | undefined;
  /** UUID of a GPU or of a MIG instance. */
  readonly uuid: string;
}

/**
 * Whether asking the driver for a limit makes sense: it needs driver 615, cgroup v2 and a whole card.
 * Also NVIDIA Container Toolkit 1.20.1 with CDI, which nobody can be asked for; older ones read past
 * the request. So a limit is only what has been read back.
 */
export function mayLimit({ driverVersion = '', cgroupVersion, uuid }: LimitGround): boolean {
  return (
    Number.parseInt(driverVersion, 10) >= DRIVER && cgroupVersion === '2' && uuid.startsWith('GPU-')
  );
}

/** The environment by which NVIDIA's toolkit is asked for a limit, in whole MiB; it wants both. */
export function limitEnvironment(mib: number): Readonly<Record<string, string>> {
  return { NVIDIA_GPU_MEMORY_REQUEST: String(mib), NVIDIA_GPU_MEMORY_LIMIT: String(mib) };
}

/** Where a container sees its own control group. */
const OWN_CGROUP = '/sys/fs/cgroup';

/**
 * The limit of video memory that the driver holds a container to, in MiB, as nvidia-smi in it says;
 * undefined where there is none, or no way to know.
 */
export async function limitInForce(
  engine: Engine,
  containerId: string,
  uuid: string,
): Promise<number | undefined> {
  const command = ['nvidia-smi', 'memory-limits', '--get', '-n', OWN_CGROUP, '-i', uuid];
  const { exitCode, stdout } = await execOutput(engine, containerId, command);
  return exitCode === 0 ? readLimit(stdout) : undefined;
}

/** Reads `hard limit: 4096 MiB`; a limit of `max` is none. */
export function readLimit(printed: string): number | undefined {
  const mib = /^\s*hard limit:\s*(\d+)\s*MiB\s*$/im.exec(printed)?.[1];
  return mib === undefined ? undefined : Number(mib);
}

/** Which version of control groups the engine's host has. */
export async function cgroupVersion(engine: Engine): Promise<string | undefined> {
  const info = (await engine.call((docker) => docker.info())) as { CgroupVersion?: string };
  return info.CgroupVersion;
}
