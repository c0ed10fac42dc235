import { availableParallelism, cpus, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** What the figures were measured on, and how quiet it was. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
  /** Load average over the last minute; 0 on Windows, which has none. */
  readonly load: number;
  /** Share (0–1) of all cores' time that was used by others just before the start. */
  readonly busy: number;
}

/** Above these the figures say more about the neighbours than about the server. */
const QUIET_LOAD_PER_CORE = 0.25;
const QUIET_BUSY = 0.15;

/** Looks at the machine for a second. */
export async function inspectMachine(): Promise<Machine> {
  const before = times();
  await delay(1000);
  const after = times();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
    busy: 1 - (after.idle - before.idle) / (after.all - before.all),
  };
}

function times(): { idle: number; all: number } {
  const sums = { idle: 0, all: 0 };
  for (const { times: core } of cpus()) {
    sums.idle += core.idle;
    sums.all += core.user + core.nice + core.sys + core.idle + core.irq;
  }
  return sums;
}

export function describeMachine({ cpu, cores, platform, node, load, busy }: Machine): string {
  const percent = Math.round(busy * 100);
  return `${cores} cores (${cpu}), ${platform}, Node ${node}; load at start ${load.toFixed(2)}, cores ${percent} % busy`;
}

/** A warning for machines that are not quiet enough. */
export function noiseWarning({ cores, load, busy }: Machine): string | undefined {
  if (load / cores <= QUIET_LOAD_PER_CORE && busy <= QUIET_BUSY) return undefined;
  return (
    'WARNING: other programs are using this machine (or just were). The figures are rough, and the\n' +
    'ratios flatter the server: ONNX Runtime’s default threads spin, which costs the baselines more.'
  );
}
