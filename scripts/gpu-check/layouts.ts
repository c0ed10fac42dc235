import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Findings } from './findings.ts';

/** What the reading takes for granted, by the names that layouts.c prints. */
const EXPECTED: Readonly<Record<string, number>> = {
  nvmlProcessInfo_v1_t: 16,
  nvmlProcessInfo_v2_t: 24,
  'nvmlProcessInfo_v2_t.usedGpuMemory': 8,
  'nvmlProcessInfo_v2_t.gpuInstanceId': 16,
  'nvmlProcessInfo_v2_t.computeInstanceId': 20,
  nvmlProcessUtilizationSample_t: 32,
  'nvmlProcessUtilizationSample_t.timeStamp': 8,
  'nvmlProcessUtilizationSample_t.smUtil': 16,
  'nvmlProcessUtilizationSample_t.encUtil': 24,
  'nvmlProcessUtilizationSample_t.decUtil': 28,
  nvmlMemory_t: 24,
  nvmlMemory_v2_t: 40,
  'nvmlMemory_v2_t.total': 8,
  'nvmlMemory_v2_t.reserved': 16,
  'nvmlMemory_v2_t.used': 32,
  nvmlUtilization_t: 8,
  nvmlPciInfo_t: 68,
  'nvmlPciInfo_t.busId': 36,
  nvmlGpmSupport_t: 8,
  nvmlGpmMetric_t: 40,
  'nvmlGpmMetric_t.nvmlReturn': 4,
  'nvmlGpmMetric_t.value': 8,
  'nvmlGpmMetricsGet_t.sample1': 8,
  'nvmlGpmMetricsGet_t.metrics': 24,
  NVML_GPM_METRIC_SM_UTIL: 2,
  nvmlMemory_v2: 0x02000028,
};

/** Room for metrics that the reading makes. */
const MOST_METRICS = 400;

/** Compares the layouts with those of this machine's own nvml.h. */
export async function checkLayouts(findings: Findings): Promise<void> {
  const include = ['/usr/local/cuda/include', '/usr/include'].find((folder) =>
    existsSync(join(folder, 'nvml.h')),
  );
  if (include === undefined) {
    findings.skip('layouts', 'there is no nvml.h (it comes with the CUDA toolkit)');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'yolo-dock-layouts-'));
  try {
    const program = join(folder, 'layouts');
    const source = fileURLToPath(new URL('layouts.c', import.meta.url));
    execFileSync('cc', [`-I${include}`, '-o', program, source]);
    const printed = execFileSync(program, { encoding: 'utf8' }).trim().split('\n');
    const found = new Map(printed.map((line) => line.split(' ') as [string, string]));
    for (const [name, expected] of Object.entries(EXPECTED)) {
      findings.add(`layout of ${name}`, Number(found.get(name)) === expected, found.get(name));
    }
    const metrics = Number(found.get('NVML_GPM_METRIC_MAX'));
    findings.add('room for all metrics', metrics <= MOST_METRICS, `${metrics}`);
  } catch (error) {
    findings.add('layouts', false, String(error));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
