/** What a program that ran out of video memory wrote of it. */
export interface OutOfMemory {
  /** How much it asked for in vain, in bytes; undefined where it does not say. */
  readonly askedBytes?: number;
}

/** Words by which the libraries that detectors use say that a card's memory is at its end. */
const WORDS = [
  // PyTorch.
  /CUDA out of memory/i,
  /torch\.(?:cuda\.)?OutOfMemoryError/,
  // ONNX Runtime: its arena on the card, and CUDA's own error.
  /BFCArena.*Failed to allocate memory for requested buffer/i,
  /CUDA failure 2\b/i,
  // CUDA, cuDNN, cuBLAS, TensorRT.
  /cudaErrorMemoryAllocation|CUDA_ERROR_OUT_OF_MEMORY/,
  /CUDNN_STATUS_ALLOC_FAILED|CUBLAS_STATUS_ALLOC_FAILED/,
  /\[TRT\].*out of memory|Cuda Runtime \(out of memory\)/i,
];

const ASKED = [
  /Tried to allocate ([\d.]+) (KiB|MiB|GiB)/i,
  /requested buffer of size (\d+)()/i,
  /Requested amount of GPU memory \((\d+) (bytes)\)/i,
];

const UNITS: Readonly<Record<string, number>> = {
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** Recognises a line of a log that says that video memory ran out; undefined for all others. */
export function outOfMemoryIn(line: string): OutOfMemory | undefined {
  if (!WORDS.some((words) => words.test(line))) return undefined;
  for (const pattern of ASKED) {
    const [, amount, unit = ''] = pattern.exec(line) ?? [];
    const bytes = Number(amount) * (UNITS[unit.toLowerCase()] ?? 1);
    if (amount !== undefined && Number.isFinite(bytes)) return { askedBytes: Math.round(bytes) };
  }
  return {};
}
