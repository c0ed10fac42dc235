/** Starts an engine with a running container, prints its socket, and stays until it is ended. */
import Docker from 'dockerode';
import { NODE_IMAGE } from '../../../scripts/engine/baseImages.ts';
import { startEngine } from '../../../scripts/engine/engineHost.ts';

const { socketPath } = await startEngine();
const docker = new Docker({ socketPath });
const container = await docker.createContainer({
  Image: NODE_IMAGE,
  Cmd: ['sleep', '600'],
  StopSignal: 'SIGKILL',
});
await container.start();
process.stdout.write(`${socketPath}\n`);
setInterval(() => undefined, 60_000);
