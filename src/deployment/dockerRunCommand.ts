import type { ContainerInspectInfo } from 'dockerode';

/** Words that a POSIX shell reads as they are. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell has to be given it. */
function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What the new container must have of its own, so that both can run. */
export interface OwnOfCopy {
  readonly name: string;
  /** What its image is called; as the container calls it where left out. */
  readonly image?: string;
  /** Port on the engine's host; undefined lets the engine choose. */
  readonly port: number | undefined;
  /** What tells Docker's own program which engine is meant, where that is not the one it takes. */
  readonly engine?: readonly string[];
}

/**
 * The command line that makes one more container like this one, for a POSIX shell. It has none of
 * our labels: what somebody runs by hand is nobody's deployment.
 * @param inspected as the engine describes the container.
 * @param imageEnv the environment that its image brings, which need not be said again.
 */
export function dockerRunCommand(
  inspected: ContainerInspectInfo,
  imageEnv: readonly string[],
  { name, image = inspected.Config.Image, port, engine = [] }: OwnOfCopy,
): string {
  const { HostConfig } = inspected;
  // Seconds that it is given to end, which dockerode does not know of.
  const Config: ContainerInspectInfo['Config'] & { StopTimeout?: number } = inspected.Config;
  const flags: string[][] = [
    ['--detach'],
    ['--name', name],
    ...gpuFlags(HostConfig.DeviceRequests),
    ...Object.entries((HostConfig.PortBindings ?? {}) as PortBindings).flatMap(
      ([inside, bindings]) =>
        (bindings ?? []).map(({ HostIp = '' }) => [
          '--publish',
          `${HostIp === '' ? '' : `${HostIp}:`}${port ?? ''}:${inside.replace(/\/tcp$/, '')}`,
        ]),
    ),
    ...(Config.Env ?? [])
      .filter((entry) => !imageEnv.includes(entry))
      .map((entry) => ['--env', entry]),
    ...(HostConfig.ReadonlyRootfs ? [['--read-only']] : []),
    ...Object.entries((HostConfig.Tmpfs ?? {}) as Record<string, string>).map(([path, options]) => [
      '--tmpfs',
      `${path}:${options}`,
    ]),
    ...((HostConfig.Mounts ?? []) as VolumeMount[])
      .filter(({ Type }) => Type === 'volume')
      .map(({ Source, Target }) => ['--mount', `type=volume,source=${Source},target=${Target}`]),
    ...((HostConfig.CapDrop ?? []) as string[]).map((one) => ['--cap-drop', one]),
    ...((HostConfig.SecurityOpt ?? []) as string[]).map((option) => ['--security-opt', option]),
    ...(HostConfig.PidsLimit ? [['--pids-limit', String(HostConfig.PidsLimit)]] : []),
    ...(HostConfig.Init ? [['--init']] : []),
    ...(Config.StopTimeout ? [['--stop-timeout', String(Config.StopTimeout)]] : []),
    ...logFlags(HostConfig.LogConfig),
  ];
  const lines = flags.map((words) => words.map(shellWord).join(' '));
  const run = ['docker', ...engine, 'run'].map(shellWord).join(' ');
  return [run, ...lines, shellWord(image)].join(' \\\n  ');
}

function logFlags(log: { readonly Config?: unknown } | undefined): string[][] {
  const options = Object.entries((log?.Config ?? {}) as Record<string, string>);
  return options.map(([name, value]) => ['--log-opt', `${name}=${value}`]);
}

interface VolumeMount {
  readonly Type: string;
  readonly Source: string;
  readonly Target: string;
}

type PortBindings = Record<string, { HostIp?: string; HostPort?: string }[] | null>;

function gpuFlags(requests: unknown): string[][] {
  return ((requests ?? []) as { Driver?: string; DeviceIDs?: string[] | null }[]).flatMap(
    ({ Driver, DeviceIDs }) => {
      if (Driver === 'cdi') return (DeviceIDs ?? []).map((id) => ['--device', id]);
      // The inner quotes keep the engine's program from splitting at commas.
      return DeviceIDs ? [['--gpus', `"device=${DeviceIDs.join(',')}"`]] : [['--gpus', 'all']];
    },
  );
}
