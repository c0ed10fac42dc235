import { inEnglish, type Sentence, sentence } from '../text/sentence.ts';
import type { GpuState, GpuUnavailable } from './gpuSnapshot.ts';

/** Why there are no figures, as a state. */
export function unavailable(reason: GpuUnavailable['reason'], text: Sentence): GpuState {
  return { ok: false, unavailable: { reason, message: inEnglish(text), sentence: text } };
}

/** No library and no program of the driver is there. */
export function noDriver(): GpuState {
  return unavailable(
    'no-driver',
    sentence('No NVIDIA driver was found on this machine; install it to see its GPUs.'),
  );
}

/** The library is there, the kernel's part is not. */
export function driverNotLoaded(): GpuState {
  return unavailable(
    'driver-not-loaded',
    sentence(
      'The NVIDIA driver is installed but not loaded; run "nvidia-smi" in a terminal, or restart the machine.',
    ),
  );
}

/** The driver was upgraded while it ran. */
export function driverMismatch(): GpuState {
  return unavailable(
    'driver-mismatch',
    sentence(
      'The NVIDIA driver was upgraded while it ran, and its parts no longer fit; restart the machine.',
    ),
  );
}

/** The user may not ask. */
export function noPermission(): GpuState {
  return unavailable(
    'no-permission',
    sentence(
      'The NVIDIA driver refuses to answer this user; check the permissions of /dev/nvidia*, and SELinux.',
    ),
  );
}

/** No card answers any more. */
export function gpuLost(): GpuState {
  return unavailable(
    'gpu-lost',
    sentence(
      'The GPU no longer answers its driver; see the kernel log ("dmesg") for Xid errors, and restart the machine.',
    ),
  );
}

/** The engine is another machine's, where only a container can read. @param host of the engine. */
export function notAsked(host: string): GpuState {
  return unavailable(
    'not-asked',
    sentence(
      'The GPUs of {0} are not known: “YOLO: Read Remote GPUs” reads them by a small container there.',
      host,
    ),
  );
}

/** The driver takes longer than it may. @param seconds that were waited for. */
export function driverHangs(seconds: number): GpuState {
  return unavailable(
    'unknown',
    sentence('The NVIDIA driver has not answered for {0} seconds.', seconds),
  );
}

/** Something else. @param detail code or words of the driver. */
export function unknownFailure(detail: string | number): GpuState {
  return unavailable('unknown', sentence('The NVIDIA driver answered: {0}.', detail));
}
