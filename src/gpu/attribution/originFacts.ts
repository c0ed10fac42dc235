import type { GpuProcess } from '../gpuSnapshot.ts';
import { seesHostPids } from './pidNamespace.ts';
import { ProcessOrigins } from './processOrigins.ts';

/** What this machine tells of the processes that its driver lists. */
export class OriginFacts {
  readonly #origins = new ProcessOrigins();
  readonly #hostPids = seesHostPids();
  readonly #asked = new Set<number>();

  /**
   * Where a process comes from; nothing where pids mean something else here than to the driver.
   * @param simulated whether the pids come from a scenario, whose author sees what is seen here.
   */
  of(pid: number, simulated: boolean): Pick<GpuProcess, 'startTime' | 'cgroupIds'> {
    if (!this.#hostPids && !simulated) return {};
    this.#asked.add(pid);
    const origin = this.#origins.of(pid, performance.now());
    return origin ? { startTime: origin.startTime, cgroupIds: origin.cgroupIds } : {};
  }

  /** Forgets the processes that were not asked for since the last time. */
  forgetOthers(): void {
    this.#origins.keepOnly(this.#asked);
    this.#asked.clear();
  }
}
