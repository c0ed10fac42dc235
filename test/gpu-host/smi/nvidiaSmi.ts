/** A stand-in of nvidia-smi: prints a scenario in its formats. First argument: the scenario as JSON. */
import { readFileSync } from 'node:fs';
import type { Scenario } from '../scenario.ts';
import {
  DRIVER_NOT_LOADED,
  GPU_IS_LOST,
  LIB_RM_VERSION_MISMATCH,
  NO_PERMISSION,
} from '../scenarios.ts';
import { nowIn } from './nowIn.ts';
import { printApps, printCards, printList, printPmon } from './printers.ts';

/** What it says, and its exit code, when the driver refuses. */
const REFUSALS: Readonly<Record<number, string>> = {
  [NO_PERMISSION]: 'Failed to initialize NVML: Insufficient Permissions',
  [DRIVER_NOT_LOADED]:
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
  [LIB_RM_VERSION_MISMATCH]: 'Failed to initialize NVML: Driver/library version mismatch',
  [GPU_IS_LOST]:
    'Unable to determine the device handle for GPU0000:01:00.0: GPU is lost.  Reboot the system to recover this GPU',
};

const [file = '', ...args] = process.argv.slice(2);
const scenario = nowIn(JSON.parse(readFileSync(file, 'utf8')) as Scenario);
// The program has no field for it, so that this is how it says that it is not the real one.
process.stderr.write('yolo-dock-simulated\n');
process.exitCode = main();

function main(): number {
  const refusal = scenario.faults?.find(({ call }) => call === 'nvmlInit_v2' || call === '*');
  if (refusal && 'code' in refusal) {
    process.stdout.write(`${REFUSALS[refusal.code] ?? 'Unknown Error'}\n`);
    return refusal.code;
  }
  const [first = ''] = args;
  const fields = first.slice(first.indexOf('=') + 1).split(',');
  if (first.startsWith('--query-gpu=')) return print(printCards(scenario, fields));
  if (first.startsWith('--query-compute-apps=')) return print(printApps(scenario, fields));
  if (first === 'pmon') return print(printPmon(scenario));
  if (first === '-L') return print(printList(scenario));
  process.stdout.write(`Invalid combination of input arguments: ${args.join(' ')}\n`);
  return 2;
}

function print(printed: { readonly text: string; readonly code?: number }): number {
  process.stdout.write(printed.text);
  return printed.code ?? 0;
}
