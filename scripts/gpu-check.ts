/**
 * Checks on a machine with an NVIDIA GPU that the reading of it is right: the layouts against its
 * nvml.h, the cards and their processes against nvidia-smi, with processes that hold memory and
 * compute where python3 has PyTorch; then the server by ONNX Runtime's CUDA provider, where that is
 * installed (after `npm run build`). `npx node scripts/gpu-check.ts [--out FOLDER]` keeps what the
 * driver's tools printed. Exit code 1 when something was wrong, 2 when nothing could be checked.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AttributedSource } from '../src/gpu/attributedSource.ts';
import { usageOf } from '../src/gpu/attribution/usageRows.ts';
import type { GpuSnapshot } from '../src/gpu/gpuSnapshot.ts';
import { LocalGpuSource } from '../src/gpu/localGpuSource.ts';
import { findSmi, localSmi } from '../src/gpu/smi/runSmi.ts';
import { APP_FIELDS, CARD_FIELDS } from '../src/gpu/smi/smiSnapshot.ts';
import { SmiSource } from '../src/gpu/smi/smiSource.ts';
import { hasCudaProvider } from '../src/vision/runtime.ts';
import { compareSources } from './gpu-check/compareSources.ts';
import { checkCudaServer } from './gpu-check/cudaServer.ts';
import { Findings } from './gpu-check/findings.ts';
import { checkLayouts } from './gpu-check/layouts.ts';
import { startLoads } from './gpu-check/loads.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const findings = new Findings();

const smi = findSmi();
if (smi === undefined) {
  console.error('There is no nvidia-smi on this machine: nothing can be checked.');
  process.exit(2);
}
const run = localSmi(smi);
const keep = (name: string, text: string): void => {
  if (values.out === undefined) return;
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, name), text);
};

const worker = new URL('../src/gpu/nvml/nvmlWorker.ts', import.meta.url);
const nvml = new AttributedSource(new LocalGpuSource({ worker }), { running: () => new Set() });
const bySmi = new SmiSource(run, 'nvidia-smi', 0);

await checkLayouts(findings);
const idle = await look('idle');
const loads = await startLoads([
  { mib: 1024, share: 1 },
  { mib: 512, share: 0.2 },
]);
if (loads.missing !== undefined) findings.skip('processes', loads.missing);
try {
  // The driver's samples of processes need some seconds.
  for (let second = 0; second < 6; second++) {
    await setTimeout(1000);
    await nvml.sample();
  }
  const busy = await look('busy');
  if (busy && loads.missing === undefined) compareProcesses(busy, idle, loads.held);
  for (const [name, args] of Object.entries({
    'query-gpu.csv': [`--query-gpu=${CARD_FIELDS.join()}`, '--format=csv'],
    'query-compute-apps.csv': [`--query-compute-apps=${APP_FIELDS.join()}`, '--format=csv'],
    'pmon.txt': ['pmon', '-s', 'um', '-c', '1'],
    'list.txt': ['-L'],
    'memory-limits.txt': ['memory-limits', '--get'],
    'query.xml': ['-q', '-x'],
  })) {
    const ran = await run(args);
    keep(name, `exit code ${ran?.exitCode}\n${ran?.stdout}${ran?.stderr}`);
  }
} finally {
  await loads.end();
}
if (hasCudaProvider()) await checkCudaServer(nvml, findings);
else findings.skip('the server on CUDA', "ONNX Runtime's CUDA libraries are not installed");
await nvml.rest();
process.exitCode = findings.print();

/** One look by both ways, compared. */
async function look(when: 'idle' | 'busy'): Promise<GpuSnapshot | undefined> {
  const began = performance.now();
  const ours = await nvml.sample();
  const tookMs = performance.now() - began;
  const theirs = await bySmi.sample();
  keep(`snapshot-${when}.json`, JSON.stringify({ ours, theirs, tookMs }, undefined, 2));
  if (!ours.ok) {
    findings.add('NVML answers', false, ours.unavailable.message);
    return undefined;
  }
  findings.add(
    'NVML answers',
    true,
    `driver ${ours.snapshot.driverVersion}, ${tookMs.toFixed(1)} ms`,
  );
  if (!theirs.ok) findings.add('nvidia-smi answers', false, theirs.unavailable.message);
  else compareSources(ours.snapshot, theirs.snapshot, findings);
  return ours.snapshot;
}

/** Each process that was started holds at least its memory, and the rows of a card add up. */
function compareProcesses(
  busy: GpuSnapshot,
  idle: GpuSnapshot | undefined,
  held: ReadonlyMap<number, number>,
): void {
  const seen = new Map(busy.devices.flatMap(({ processes }) => processes).map((p) => [p.pid, p]));
  for (const [pid, bytes] of held) {
    const { vramBytes, smRatio, cgroupIds } = seen.get(pid) ?? {};
    const context = ((vramBytes ?? Number.NaN) - bytes) / 2 ** 20;
    findings.add(
      `process ${pid} holds its memory and a context`,
      vramBytes !== undefined && context >= 0 && context < 2048,
      `${vramBytes} bytes, ${context.toFixed(0)} MiB above what PyTorch reserved; SM ${smRatio}; cgroups ${cgroupIds?.length}`,
    );
  }
  for (const { device, rows, usedBytes } of usageOf(busy)) {
    const sum = rows.reduce((total, { vramBytes = 0 }) => total + vramBytes, 0);
    findings.add(
      `GPU ${device.index}: rows add up to what the card says`,
      sum === usedBytes,
      `${sum} of ${usedBytes}; ${rows.map(({ kind, vramBytes }) => `${kind} ${vramBytes}`).join(', ')}`,
    );
  }
  const before = idle?.devices[0]?.memoryUsedBytes ?? 0;
  const grown = (busy.devices[0]?.memoryUsedBytes ?? 0) - before;
  findings.add('the card is fuller than before', grown > 1.5 * 2 ** 30, `${grown} bytes`);
}
