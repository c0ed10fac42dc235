import type { GpuSnapshot } from '../../src/gpu/gpuSnapshot.ts';
import type { Findings } from './findings.ts';

const MIB = 2 ** 20;

/** The two are asked one after the other, and nvidia-smi rounds to whole MiB. */
const BETWEEN_BYTES = 64 * MIB;

/** Shares of one second to the next, of which the driver samples a part. */
const BETWEEN_SHARES = 0.25;

/** Whether the driver's library, as it is read here, says what the driver's own program says. */
export function compareSources(ours: GpuSnapshot, smi: GpuSnapshot, findings: Findings): void {
  findings.add(
    'as many cards',
    ours.devices.length === smi.devices.length,
    `${ours.devices.length}, ${smi.devices.length}`,
  );
  for (const theirs of smi.devices) {
    const mine = ours.devices.find(({ uuid }) => uuid === theirs.uuid);
    const compare = (what: string, a: unknown, b: unknown, same: boolean): void =>
      findings.add(`GPU ${theirs.index}: ${what}`, same, `${a}, ${b}`);
    const exactly = (what: 'name' | 'pciBusId' | 'migEnabled' | 'index'): void =>
      compare(what, mine?.[what], theirs[what], mine?.[what] === theirs[what]);
    exactly('name');
    exactly('pciBusId');
    exactly('migEnabled');
    exactly('index');
    for (const what of ['memoryTotalBytes', 'memoryUsedBytes', 'memoryReservedBytes'] as const) {
      const [a = Number.NaN, b = Number.NaN] = [mine?.[what], theirs[what]];
      compare(what, a, b, Math.abs(a - b) <= (what === 'memoryTotalBytes' ? MIB : BETWEEN_BYTES));
    }
    const [a = Number.NaN, b = Number.NaN] = [mine?.temperatureCelsius, theirs.temperatureCelsius];
    compare('temperature', a, b, Math.abs(a - b) <= 5);
    compare('power', mine?.powerWatts, theirs.powerWatts, (mine?.powerWatts ?? 0) > 0);
    for (const process of theirs.processes) {
      const known = mine?.processes.find(({ pid }) => pid === process.pid);
      const difference = Math.abs(
        (known?.vramBytes ?? Number.NaN) - (process.vramBytes ?? Number.NaN),
      );
      compare(
        `memory of process ${process.pid}`,
        known?.vramBytes,
        process.vramBytes,
        difference <= BETWEEN_BYTES,
      );
      const [mySm = Number.NaN, theirSm = Number.NaN] = [known?.smRatio, process.smRatio];
      compare(
        `SM of process ${process.pid}`,
        mySm,
        theirSm,
        Math.abs(mySm - theirSm) <= BETWEEN_SHARES,
      );
    }
  }
}
