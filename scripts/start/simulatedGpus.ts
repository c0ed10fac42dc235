import { listReplicas } from '../../src/deployment/replicas.ts';
import { inspectContainer } from '../../src/engine/containers.ts';
import { Engine } from '../../src/engine/engine.ts';
import { findEngine } from '../../src/engine/findEngine.ts';
import { gpuHostMissing } from '../../test/gpu-host/buildLibrary.ts';
import { startGpuHost } from '../../test/gpu-host/gpuHost.ts';
import type { ScenarioName } from '../../test/gpu-host/scenarios.ts';
import { atExit } from '../vscode/atExit.ts';
import { MeansError } from '../vscode/meansError.ts';
import { movedScenario, type SeemingUser } from './movingProcesses.ts';

const MIB = 2 ** 20;
const TICK_MS = 1000;
/** Ticks from one look at the engine to the next. */
const LOOK_EVERY = 3;
/** What a deployment without a budget seems to have. */
const USUAL_BUDGET = 3 * 2 ** 30;

/**
 * Simulates graphics cards as long as this process lives: containers of deployments seem to use them,
 * where an engine runs, and so do a few processes of this machine.
 * @returns the environment in which a program finds them.
 * @throws MeansError where that cannot be.
 */
export async function simulateGpus(name: ScenarioName): Promise<Readonly<Record<string, string>>> {
  const missing = gpuHostMissing();
  if (missing !== undefined) throw new MeansError(missing);
  const host = await startGpuHost(name, { load: false });
  atExit(() => host.dispose());
  const still = host.scenario;
  const started = performance.now();
  let containers: readonly SeemingUser[] = [];
  let ticks = 0;
  const tick = async (): Promise<void> => {
    if (ticks++ % LOOK_EVERY === 0) containers = await deployed().catch(() => []);
    const seconds = (performance.now() - started) / 1000;
    host.setScenario(movedScenario(still, [...containers, ...others()], seconds));
  };
  await tick();
  let going = false;
  const timer = setInterval(() => {
    if (going) return;
    going = true;
    void tick().finally(() => {
      going = false;
    });
  }, TICK_MS);
  // What is being shown keeps this process alive, not the show.
  timer.unref();
  return host.env;
}

/** Processes that are there, under names as they might have. */
function others(): SeemingUser[] {
  return [
    { pid: process.pid, name: 'python train.py', gpu: '', budgetBytes: 2200 * MIB },
    { pid: process.ppid, name: '/usr/bin/jupyter-lab', gpu: '', budgetBytes: 600 * MIB },
  ];
}

/** The first process of each container of a deployment that runs. */
async function deployed(): Promise<SeemingUser[]> {
  const { address } = await findEngine({ host: '', context: '' });
  const engine = new Engine(address);
  const replicas = (await listReplicas(engine)).filter(({ state }) => state !== 'exited');
  return Promise.all(
    replicas.map(async ({ id, labels }) => {
      const { State } = await inspectContainer(engine, id);
      const budgetBytes = labels.vramMib > 0 ? labels.vramMib * MIB : USUAL_BUDGET;
      return { pid: State.Pid, name: 'node server.js', gpu: labels.gpu, budgetBytes };
    }),
  );
}
