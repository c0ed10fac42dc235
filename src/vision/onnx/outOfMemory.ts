import { ModelError } from '../modelError.ts';
import type { OnnxHeader } from '../types.ts';
import { errorText } from './errorText.ts';

/** Words of ONNX Runtime's arenas, of CUDA, cuBLAS and cuDNN, and of C++. */
const OUT_OF_MEMORY =
  /failed to allocate memory|bad_?alloc|out of memory|CUDA failure 2:|cudaErrorMemoryAllocation|(?:CUBLAS|CUDNN)_STATUS_ALLOC_FAILED|available memory of (\d+) is smaller than requested/i;

/** Whether an error of ONNX Runtime means that memory, usually video memory, ran out. */
export function isOutOfMemory(error: unknown): boolean {
  return OUT_OF_MEMORY.test(errorText(error));
}

/** The error for it. `doing` completes "not enough memory …". */
export function outOfMemory(
  cause: unknown,
  { file }: Pick<OnnxHeader, 'file'>,
  doing: string,
): ModelError {
  const message = errorText(cause);
  const bytes = Number(/(?:requested (?:bytes )?|buffer of size )(\d+)/i.exec(message)?.[1] ?? 0);
  const missing = bytes > 0 ? ` (${Math.ceil(bytes / 2 ** 20)} MiB were asked for at once)` : '';
  return new ModelError(
    'out-of-memory',
    `There is not enough memory ${doing} ${file}${missing}: raise its budget, free memory on the device, or use a smaller model or size.`,
    { cause },
  );
}
