import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { AttributedSource } from '../../src/gpu/attributedSource.ts';
import { GpuSampler } from '../../src/gpu/gpuSampler.ts';
import type { GpuState } from '../../src/gpu/gpuSnapshot.ts';
import type { GpuSource } from '../../src/gpu/gpuSource.ts';
import { LocalGpuSource } from '../../src/gpu/localGpuSource.ts';
import { startGpuHost } from '../../test/gpu-host/gpuHost.ts';

const CARDS = 8;
const WARM_UP_LOOKS = 5;

/** What is watched, and for how long. */
export interface Watching {
  readonly processesPerCard: number;
  readonly seconds: number;
}

/** What watching cost. */
export interface Watched {
  readonly looks: number;
  /**
   * Milliseconds of processor that the event loop's thread took at a look, all of it taken as one
   * block.
   */
  readonly loopP99Ms: number;
  /** The same by the clock on the wall, which other programs lengthen on a busy machine. */
  readonly wallP99Ms: number;
  /** Share of one core that this process and its threads took, above what they take idle. */
  readonly coreShare: number;
  readonly idleShare: number;
  /** Median milliseconds from asking to answer. */
  readonly lookMs: number;
  /** The last look. */
  readonly seen: GpuState | undefined;
}

/** Remembers how long each look took. */
class TimedSource implements GpuSource {
  readonly times: number[] = [];
  readonly #source: GpuSource;

  constructor(source: GpuSource) {
    this.#source = source;
  }

  async sample(): Promise<GpuState> {
    const start = performance.now();
    const state = await this.#source.sample();
    this.times.push(performance.now() - start);
    return state;
  }

  rest(): Promise<void> {
    return this.#source.rest();
  }
}

/** Watches the cards of this machine, by its own driver. */
export async function measureThisMachine(seconds: number): Promise<Watched> {
  const idleShare = await shareOfCore(3, () => setTimeout(3000));
  return { ...(await watch(undefined, seconds, idleShare)), idleShare };
}

/** Watches eight simulated cards whose processes are real ones, each on its own card. */
export async function measureWatching({ processesPerCard, seconds }: Watching): Promise<Watched> {
  const host = await startGpuHost('eight-80gb');
  const sleepers = Array.from({ length: CARDS * processesPerCard }, () =>
    spawn('sleep', ['3600'], { stdio: 'ignore' }),
  );
  try {
    host.setProcesses(
      sleepers.map(({ pid = 0 }, at) => ({
        gpu: at % CARDS,
        pid,
        vram: 2 ** 28 + at,
        sm: at % 100,
        name: 'sleep',
      })),
    );
    await setTimeout(1000);
    const idleShare = await shareOfCore(3, () => setTimeout(3000));
    return { ...(await watch(host.library, seconds, idleShare)), idleShare };
  } finally {
    for (const sleeper of sleepers) sleeper.kill();
    host.dispose();
  }
}

async function watch(
  library: string | undefined,
  seconds: number,
  idleShare: number,
): Promise<Omit<Watched, 'idleShare'>> {
  const worker = new URL('../../src/gpu/nvml/nvmlWorker.ts', import.meta.url);
  const timed = new TimedSource(
    new LocalGpuSource({ worker, ...(library && { libraries: [library] }) }),
  );
  const containers = new Set(['ab'.repeat(32)]);
  const sampler = new GpuSampler(new AttributedSource(timed, { running: () => containers }));
  const busy: number[] = [];
  const wall: number[] = [];
  let seen: GpuState | undefined;
  let lastLoop = performance.eventLoopUtilization();
  let lastThread = process.threadCpuUsage();
  const end = sampler.listen((state) => {
    seen = state;
    const loop = performance.eventLoopUtilization();
    wall.push(performance.eventLoopUtilization(loop, lastLoop).active);
    lastLoop = loop;
    const { user, system } = process.threadCpuUsage(lastThread);
    busy.push((user + system) / 1000);
    lastThread = process.threadCpuUsage();
  });
  // The thread starts, compiles and gets warm.
  await setTimeout(WARM_UP_LOOKS * 1000);
  busy.length = 0;
  wall.length = 0;
  timed.times.length = 0;
  const share = await shareOfCore(seconds, () => setTimeout(seconds * 1000));
  end();
  await sampler.dispose();
  return {
    looks: busy.length,
    loopP99Ms: quantile(busy, 0.99),
    wallP99Ms: quantile(wall, 0.99),
    coreShare: share - idleShare,
    lookMs: quantile(timed.times, 0.5),
    seen,
  };
}

/** Processor time of this process, all threads of it, over time that goes by. */
async function shareOfCore(seconds: number, wait: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await wait();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / seconds;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
