import { readFileSync } from 'node:fs';

/** The kernel counts in these, whatever its own clock does (USER_HZ). */
const TICKS_A_SECOND = 100;

/** When this machine was started, seconds since 1970; undefined where the kernel does not tell. */
export function bootSeconds(file = '/proc/stat'): number | undefined {
  try {
    const seconds = /^btime (\d+)$/m.exec(readFileSync(file, 'latin1'))?.[1];
    return seconds === undefined ? undefined : Number(seconds);
  } catch {
    return undefined;
  }
}

/** When a process began, seconds since 1970. @param startTime in ticks since boot. */
export function startSeconds(startTime: string | undefined, boot: number): number | undefined {
  const ticks = Number(startTime ?? Number.NaN);
  return Number.isFinite(ticks) ? boot + ticks / TICKS_A_SECOND : undefined;
}
