import { readdirSync, readFileSync } from 'node:fs';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** An inference server that the extension has started. */
export interface RunningServer {
  readonly pid: number;
  /** The model file that it runs. */
  readonly model: string;
}

/** The inference servers that run models of this window's folder, by what the system lists. */
export function localServers({ workspace }: VsCodeWindow): RunningServer[] {
  return processes().flatMap(({ pid, args }) => {
    const model = args[args.indexOf('--model') + 1] ?? '';
    return args.includes('--exit-with-stdin') && model.startsWith(workspace)
      ? [{ pid, model }]
      : [];
  });
}

function processes(): { pid: number; args: string[] }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return [{ pid: Number(pid), args }];
    } catch {
      // It ended just now.
      return [];
    }
  });
}
