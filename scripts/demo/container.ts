import { join } from 'node:path';
import type { Client } from '../../src/contract/client.ts';
import { Client as ContractClient } from '../../src/contract/client.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import { imageRecipe } from '../../src/deployment/imageRecipe.ts';
import { openEndpoint } from '../../src/deployment/replicaEndpoint.ts';
import { isInternalStep } from '../../src/engine/buildEvents.ts';
import { buildImage } from '../../src/engine/buildImage.ts';
import { removeContainer } from '../../src/engine/containers.ts';
import { Engine } from '../../src/engine/engine.ts';
import { describeAddress } from '../../src/engine/engineAddress.ts';
import { findEngine } from '../../src/engine/findEngine.ts';
import { startEngine } from '../engine/engineHost.ts';
import { ROOT } from '../paths.ts';

/** A server in a container, which is gone when it is stopped. */
export interface ContainerServer {
  readonly client: Client;
  stop(): Promise<void>;
}

/** Name of the image and of the deployment. */
const NAME = 'yolo-dock-demo';
/** Seconds in which the server has to become ready. */
const READY_SECONDS = 120;

/**
 * Builds an image with a model and runs it, as "YOLO: Deploy to GPU" does, on the CPU: on Docker
 * where it runs, else on an engine of our own.
 * @param env settings of the server, such as `YOLO_CONF`.
 */
export async function startContainer(
  model: string,
  env: Readonly<Record<string, string>>,
): Promise<ContainerServer> {
  const { engine, end } = await someEngine();
  try {
    console.log('Building the image …');
    const recipe = await imageRecipe(
      {
        image: `${NAME}:latest`,
        stack: 'onnx',
        device: 'cpu',
        model: { path: model },
        folder: undefined,
      },
      { templates: join(ROOT, 'templates'), server: join(ROOT, 'dist', 'container') },
    );
    await buildImage(engine, recipe.request, {
      onEvent: (event) => {
        if (event.kind !== 'step' || event.state === 'running' || isInternalStep(event.name))
          return;
        console.log(`  ${event.name}${event.state === 'cached' ? ' (unchanged)' : ''}`);
      },
    });
    console.log('Starting the container …');
    const [started] = await deploy(
      engine,
      {
        project: 'demo',
        name: NAME,
        model: 'demo',
        modelSha256: recipe.modelSha256,
        stack: 'onnx',
        stage: 'dev',
        image: recipe.request.tag,
        devices: [{ kind: 'cpu' }],
        env,
      },
      { readySeconds: READY_SECONDS, version: 'demo' },
    );
    if (started === undefined) throw new Error('No container was started.');
    const { endpoint, close } = await openEndpoint(engine, { ...started, stack: 'onnx' });
    const client = new ContractClient(endpoint);
    const stop = async (): Promise<void> => {
      client.close();
      await close();
      await removeContainer(engine, started.id);
      await end();
    };
    return { client, stop };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The engine that Docker's settings name, when it answers; else one that is started for this. */
async function someEngine(): Promise<{ engine: Engine; end: () => Promise<void> }> {
  const { address } = await findEngine({ host: '', context: '' });
  const engine = new Engine(address);
  try {
    const { version } = await engine.about();
    console.log(`Using Docker ${version} at ${describeAddress(address)}.`);
    return { engine, end: async () => {} };
  } catch (error) {
    console.log(`${(error as Error).message}\nStarting an engine for this demo instead …`);
  }
  const own = await startEngine();
  const socket = new Engine({ kind: 'socket', path: own.socketPath });
  return { engine: socket, end: () => own.stop() };
}
