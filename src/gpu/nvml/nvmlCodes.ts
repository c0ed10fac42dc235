/** What NVML's calls return (nvmlReturn_t in nvml.h), as far as it is told apart here. */
export const NVML = {
  success: 0,
  uninitialized: 1,
  invalidArgument: 2,
  notSupported: 3,
  noPermission: 4,
  notFound: 6,
  insufficientSize: 7,
  driverNotLoaded: 9,
  functionNotFound: 13,
  gpuIsLost: 15,
  driverMismatch: 18,
} as const;

/** Codes after which nothing of this library works until it is loaded and initialised again. */
const ENDS_SESSION: readonly number[] = [
  NVML.uninitialized,
  NVML.driverNotLoaded,
  NVML.driverMismatch,
];

/** Ends a session with the driver; the code says why. */
export class NvmlSessionError extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`NVML answered ${code}`);
    this.code = code;
  }
}

/** A card no longer answers, while others may. */
export class GpuLostError extends Error {}

/**
 * Looks at a code for what concerns more than the one value that was asked for.
 * @returns whether the value is there.
 * @throws NvmlSessionError, GpuLostError
 */
export function succeeded(code: number): boolean {
  if (code === NVML.success) return true;
  if (ENDS_SESSION.includes(code)) throw new NvmlSessionError(code);
  if (code === NVML.gpuIsLost) throw new GpuLostError();
  return false;
}
