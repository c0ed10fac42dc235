import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call of the GPU hook: what the engine asked of NVIDIA's toolkit for one container. */
export interface HookRecord {
  /** Arguments of the call, `prestart`. */
  readonly stage: string;
  readonly containerId: string;
  /** Process of the container on this machine. */
  readonly pid: number;
  /** Environment of the container, with `NVIDIA_VISIBLE_DEVICES`. */
  readonly env: Readonly<Record<string, string>>;
}

/** The engine takes the nvidia driver to be there when its PATH has a program of this name. */
const NAME = 'nvidia-container-runtime-hook';

/**
 * Keeps the OCI state that it is given, and the container's configuration, which goes with it, and
 * puts into the container what lies in a folder, as the real one puts the driver's files there.
 */
function script(records: string, files: string): string {
  return `#!/bin/sh
# Stand-in of NVIDIA's hook: it records what it is asked; the container gets files, and no device.
folder=$(mktemp -d "${records}/$(date +%s%N)-XXXXXX") || exit 1
cat > "$folder/state.json"
echo "$1" > "$folder/stage"
bundle=$(sed -n 's/.*"bundle": *"\\([^"]*\\)".*/\\1/p' "$folder/state.json")
cp "$bundle/config.json" "$folder/config.json"
root=$(sed -n 's/.*"root":{"path":"\\([^"]*\\)".*/\\1/p' "$bundle/config.json")
[ -d "${files}" ] && cp -R "${files}/." "$root/"
touch "$folder/whole"
`;
}

/** Writes the hook into a folder, which is to come first on the engine's PATH. */
export function writeGpuHook(folder: string, records: string, files: string): void {
  mkdirSync(folder, { recursive: true });
  mkdirSync(records, { recursive: true });
  writeFileSync(join(folder, NAME), script(records, files), { mode: 0o755 });
}

/** What the hook was asked since the engine's first start, oldest first. */
export function readHookRecords(records: string): HookRecord[] {
  const folders = readdirSync(records).sort();
  return folders.flatMap((name) => {
    const read = (file: string): string => readFileSync(join(records, name, file), 'utf8');
    if (!readdirSync(join(records, name)).includes('whole')) return [];
    const state = JSON.parse(read('state.json')) as { id: string; pid: number };
    const { process } = JSON.parse(read('config.json')) as { process: { env: string[] } };
    const env = process.env.map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    });
    const stage = read('stage').trim();
    return [{ stage, containerId: state.id, pid: state.pid, env: Object.fromEntries(env) }];
  });
}
