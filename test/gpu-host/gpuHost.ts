import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildLibrary } from './buildLibrary.ts';
import type { Scenario, SimulatedProcess } from './scenario.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
import { scenarioText } from './scenarioText.ts';

const SMI = fileURLToPath(new URL('./smi/nvidiaSmi.ts', import.meta.url));

/** A simulated host with GPUs: its driver library, its nvidia-smi, and what they report. */
export interface GpuHost {
  readonly scenario: Scenario;
  /** The library file; where the scenario has none, a path that does not exist. */
  readonly library: string;
  /** Path of the simulated `nvidia-smi`; where the scenario has none, one that does not exist. */
  readonly smi: string;
  /** Environment in which a process finds both by itself. */
  readonly env: Readonly<Record<string, string>>;
  /** Replaces what the driver lists; it is seen by the next sample. */
  setProcesses(processes: readonly SimulatedProcess[]): void;
  /** Replaces everything but the library. */
  setScenario(scenario: Scenario): void;
  /** Removes its files. */
  dispose(): void;
}

/**
 * Makes a simulated GPU host.
 * @param load whether this process' own environment names the scenario, for a driver that it loads
 * itself; one such host at a time then.
 */
export async function startGpuHost(
  wanted: ScenarioName | Scenario,
  { load = true }: { load?: boolean } = {},
): Promise<GpuHost> {
  let scenario: Scenario = typeof wanted === 'string' ? SCENARIOS[wanted] : wanted;
  const folder = mkdtempSync(join(tmpdir(), 'yolo-dock-gpu-'));
  const file = join(folder, 'scenario.txt');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const kind = scenario.library ?? 'current';
  const libraries = kind === 'none' ? join(folder, 'no-library') : await buildLibrary(kind);
  const smi = join(bin, 'nvidia-smi');
  const startedMs = Date.now();
  const setScenario = (next: Scenario): void => {
    scenario = next;
    write(file, scenarioText(next));
    write(`${file}.json`, JSON.stringify({ ...next, startMs: next.startMs ?? startedMs }));
  };
  setScenario(scenario);
  if (kind !== 'none') {
    const script = `#!/bin/sh\nexec "${process.execPath}" "${SMI}" "${file}.json" "$@"\n`;
    writeFileSync(smi, script);
    chmodSync(smi, 0o755);
  }
  const env = {
    YOLO_DOCK_GPU_SCENARIO: file,
    LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter),
    PATH: [bin, process.env['PATH']].filter(Boolean).join(delimiter),
  };
  if (load) process.env['YOLO_DOCK_GPU_SCENARIO'] = file;
  return {
    get scenario() {
      return scenario;
    },
    library: join(libraries, 'libnvidia-ml.so.1'),
    smi,
    env,
    setScenario,
    setProcesses: (processes) => setScenario({ ...scenario, processes }),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Replaces a file at once, so that nobody reads half of it. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
