import Docker from 'dockerode';
import { MeansError } from '../vscode/meansError.ts';
import { ENGINE_SLOTS, engineFolders } from './engineFolders.ts';
import { ensureEngineMeans } from './engineMeans.ts';
import { type HookRecord, readHookRecords } from './gpuHook.ts';
import { Keeper } from './keeperClient.ts';
import type { EngineTls } from './keeperProtocol.ts';
import { loadBaseImages } from './standIn.ts';

/** How an engine is started. */
export interface EngineOptions {
  /** Whether it takes NVIDIA's container toolkit to be there; yes unless stated. */
  readonly gpuHook?: boolean;
  /** Whether it has the base images; yes unless stated. They take about 300 MiB. */
  readonly baseImages?: boolean;
  /** Size in MiB of a disk of its own; unless stated it has what the machine has. */
  readonly diskMiB?: number;
  /** A way over TCP besides its socket; none unless stated. */
  readonly tls?: EngineTls;
}

/** A real Docker Engine that nobody else uses, which ends with this process at the latest. */
export interface TestEngine {
  readonly socketPath: string;
  /** Its address, as in DOCKER_HOST. */
  readonly host: string;
  /** Ends it for good, with its containers, and with its images but the base ones. */
  stop(): Promise<void>;
  /** Makes it go away, as when its service is stopped; with `crash`, as when it is killed. */
  goAway(how?: { readonly crash?: boolean }): Promise<void>;
  /** Brings it back on the same socket with the same images and containers. */
  comeBack(): Promise<void>;
  /** Both of these. */
  restart(): Promise<void>;
  /** Folder whose files containers with GPUs get, as they get the driver's; not there at first. */
  readonly gpuFiles: string;
  /** What the GPU hook was asked so far, oldest first. */
  hookRecords(): readonly HookRecord[];
}

/**
 * Starts a Docker Engine of our own, beside any other. Several may run at once, also from several
 * processes. Images and build cache are kept for the next engine; all else is gone with it.
 * @throws MeansError when it cannot run on this machine, with the reason.
 */
export async function startEngine(options: EngineOptions = {}): Promise<TestEngine> {
  await ensureEngineMeans();
  const { gpuHook = true, baseImages = true, diskMiB, tls } = options;
  const settings = { gpuHook, ...(diskMiB !== undefined && { diskMiB }), ...(tls && { tls }) };
  for (let slot = 0; slot < ENGINE_SLOTS; slot++) {
    const keeper = await Keeper.inSlot({ slot, ...settings });
    if (keeper === undefined) continue;
    const { socket, hookRecords, hookFiles } = engineFolders(slot);
    try {
      if (baseImages) await loadBaseImages(new Docker({ socketPath: socket }));
    } catch (error) {
      await keeper.end();
      throw error;
    }
    const goAway = (how: { readonly crash?: boolean } = {}): Promise<void> =>
      keeper.ask(how.crash ? 'kill' : 'stop');
    const comeBack = (): Promise<void> => keeper.ask('start');
    return {
      socketPath: socket,
      host: `unix://${socket}`,
      stop: () => keeper.end(),
      goAway,
      comeBack,
      restart: async () => {
        await goAway();
        await comeBack();
      },
      gpuFiles: hookFiles,
      hookRecords: () => readHookRecords(hookRecords),
    };
  }
  throw new MeansError(`${ENGINE_SLOTS} engines run already`);
}
