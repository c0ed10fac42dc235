import type Docker from 'dockerode';

/** Command lines of the processes in a container that contain a word. */
export async function runningIn(
  docker: Docker,
  container: string,
  word: string,
): Promise<readonly string[]> {
  const { Processes } = (await docker.getContainer(container).top({ ps_args: '-eo pid,args' })) as {
    Processes: string[][];
  };
  return Processes.map(([, command = '']) => command).filter((command) => command.includes(word));
}
