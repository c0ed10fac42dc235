import { join } from 'node:path';
import { TOOL_CACHE } from '../vscode/toolCache.ts';

/** Engines that may run at once on one machine. */
export const ENGINE_SLOTS = 8;

/** Archives of the stand-in base images; every engine imports them from here. */
export const BASE_IMAGE_CACHE = join(TOOL_CACHE, 'engine', 'bases');

/** Held while an engine starts: each start makes the firewall's chains anew. */
export const START_LOCK = '/run/yolo-dock/start.lock';

/** Where one engine keeps its things. Who holds the lock owns them all. */
export interface EngineFolders {
  readonly slot: number;
  /** Short, because socket paths are at most 107 bytes long. */
  readonly run: string;
  readonly lock: string;
  readonly socket: string;
  /** Images and build cache, kept from run to run. */
  readonly data: string;
  /** What the GPU hook has seen. */
  readonly hookRecords: string;
  /** What the hook puts into containers with GPUs, by its path there; may not be there. */
  readonly hookFiles: string;
  readonly bridge: string;
  /** Address and prefix of the bridge. */
  readonly subnet: string;
}

/** @param slot 0 to `ENGINE_SLOTS` - 1. */
export function engineFolders(slot: number): EngineFolders {
  const run = `/run/yolo-dock/engine${slot}`;
  return {
    slot,
    run,
    lock: `${run}.lock`,
    socket: `${run}/docker.sock`,
    data: join(TOOL_CACHE, 'engine', `data${slot}`),
    hookRecords: `${run}/gpu-hook`,
    hookFiles: `${run}/gpu-files`,
    bridge: `yolodock${slot}`,
    subnet: `10.213.${slot}.1/24`,
  };
}
