import type { ContainerInspectInfo } from 'dockerode';

/** Words that a POSIX shell reads as they are. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell has to be given it. */
function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command line that makes a container like this one, for a POSIX shell.
 * @param inspected as the engine describes the container.
 * @param imageEnv the environment that its image brings, which need not be said again.
 */
export function dockerRunCommand(
  inspected: ContainerInspectInfo,
  imageEnv: readonly string[],
): string {
  const { Config, HostConfig, Name } = inspected;
  const flags: string[][] = [
    ['--detach'],
    ['--name', Name.replace(/^\//, '')],
    ...gpuFlags(HostConfig.DeviceRequests),
    ...Object.entries((HostConfig.PortBindings ?? {}) as PortBindings).flatMap(([port, bindings]) =>
      (bindings ?? []).map(({ HostIp = '', HostPort = '' }) => [
        '--publish',
        `${HostIp === '' ? '' : `${HostIp}:`}${HostPort}:${port.replace(/\/tcp$/, '')}`,
      ]),
    ),
    ...(Config.Env ?? [])
      .filter((entry) => !imageEnv.includes(entry))
      .map((entry) => ['--env', entry]),
    ...Object.entries(Config.Labels ?? {})
      .filter(([name]) => name.startsWith('dev.yolo-dock.'))
      .map(([name, value]) => ['--label', `${name}=${value}`]),
    ...(HostConfig.ReadonlyRootfs ? [['--read-only']] : []),
    ...Object.entries((HostConfig.Tmpfs ?? {}) as Record<string, string>).map(([path, options]) => [
      '--tmpfs',
      `${path}:${options}`,
    ]),
    ...((HostConfig.CapDrop ?? []) as string[]).map((name) => ['--cap-drop', name]),
    ...((HostConfig.SecurityOpt ?? []) as string[]).map((option) => ['--security-opt', option]),
    ...(HostConfig.PidsLimit ? [['--pids-limit', String(HostConfig.PidsLimit)]] : []),
    ...(HostConfig.Init ? [['--init']] : []),
  ];
  const lines = flags.map((words) => words.map(shellWord).join(' '));
  return ['docker run', ...lines, shellWord(Config.Image)].join(' \\\n  ');
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
