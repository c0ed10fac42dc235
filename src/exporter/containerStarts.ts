import { readdirSync, readFileSync } from 'node:fs';
import { cgroupIds } from '../gpu/attribution/cgroupIds.ts';
import { startTimeIn } from '../gpu/attribution/processOrigins.ts';
import { startSeconds } from './processStart.ts';

/**
 * When containers were last started, seconds since 1970, by their ids: when the first of all their
 * processes began, on a card or not. Those that come and go in it change nothing; a restart does.
 * Containers of which nothing can be seen have none.
 * @param boot when this machine was started, seconds since 1970.
 * @param proc where the kernel's process files are.
 */
export function containerStarts(
  ids: ReadonlySet<string>,
  boot: number | undefined,
  proc = '/proc',
): Map<string, number> {
  const starts = new Map<string, number>();
  if (boot === undefined || ids.size === 0) return starts;
  for (const pid of readdirSync(proc)) {
    if (!/^\d+$/.test(pid)) continue;
    const within = cgroupIds(read(`${proc}/${pid}/cgroup`)).filter((id) => ids.has(id));
    if (within.length === 0) continue;
    const start = startSeconds(startTimeIn(read(`${proc}/${pid}/stat`)), boot);
    if (start === undefined) continue;
    for (const id of within) starts.set(id, Math.min(start, starts.get(id) ?? start));
  }
  return starts;
}

/** Nothing of a process that has ended meanwhile, or may not be looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
