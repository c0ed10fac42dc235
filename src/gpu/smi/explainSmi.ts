import type { GpuState } from '../gpuSnapshot.ts';
import {
  driverMismatch,
  driverNotLoaded,
  gpuLost,
  noDriver,
  noPermission,
  unknownFailure,
} from '../unavailable.ts';
import type { SmiRun } from './smiRun.ts';

/** What nvidia-smi says when it cannot work, and what that means. It passes on NVML's codes too. */
const CAUSES: readonly (readonly [words: RegExp, state: () => GpuState])[] = [
  [/Driver\/library version mismatch/i, driverMismatch],
  [
    /couldn't communicate with the NVIDIA driver|driver is not loaded|Driver Not Loaded/i,
    driverNotLoaded,
  ],
  [/Insufficient Permissions/i, noPermission],
  [/GPU is lost|Unable to determine the device handle/i, gpuLost],
  [/couldn't find libnvidia-ml|libnvidia-ml\.so/i, noDriver],
];

/** Longest part of the program's words that is shown. */
const WORDS = 200;

/** Why a run of nvidia-smi gave no figures; none at all means that there is no such program. */
export function explainSmi(run: SmiRun | undefined): GpuState {
  if (!run) return noDriver();
  const words = `${run.stdout}\n${run.stderr}`;
  const cause = CAUSES.find(([pattern]) => pattern.test(words));
  if (cause) return cause[1]();
  return unknownFailure(words.trim().slice(0, WORDS) || `exit code ${run.exitCode}`);
}
