import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Scenario } from './scenario.ts';

const SMI = fileURLToPath(new URL('./smi/nvidiaSmi.ts', import.meta.url));

/**
 * Puts the simulated nvidia-smi where an engine's hook takes from what containers with GPUs get.
 * Containers need Node for it.
 * @param files the engine's `gpuFiles`.
 */
export async function putSmiIntoContainers(files: string, scenario: Scenario): Promise<void> {
  const [bin, lib] = [join(files, 'usr', 'bin'), join(files, 'usr', 'lib', 'simulated-gpu')];
  for (const folder of [bin, lib]) mkdirSync(folder, { recursive: true });
  const outfile = join(lib, 'nvidia-smi.mjs');
  await build({ entryPoints: [SMI], outfile, bundle: true, platform: 'node', format: 'esm' });
  writeFileSync(join(lib, 'scenario.json'), JSON.stringify({ ...scenario, startMs: Date.now() }));
  const inside = '/usr/lib/simulated-gpu';
  const script = `#!/bin/sh\nexec node ${inside}/nvidia-smi.mjs ${inside}/scenario.json "$@"\n`;
  writeFileSync(join(bin, 'nvidia-smi'), script, { mode: 0o755 });
}
