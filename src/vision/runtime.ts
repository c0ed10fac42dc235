import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as ort from 'onnxruntime-node';

/** The part of ONNX Runtime that this project uses. */
export type Runtime = Pick<typeof ort, 'InferenceSession' | 'Tensor'>;

let loaded: Promise<Runtime> | undefined;

/**
 * Loads ONNX Runtime once, on first use: its library is 45 MB.
 *
 * Two things must be set before it loads. Its telemetry is switched off. And `Float16Array` is
 * hidden from it for good, because version 1.30 cannot take float16 input where that global exists
 * ("not enough space: expected N, got 0"); float16 tensors are `Uint16Array`s of bits instead.
 */
export function loadRuntime(): Promise<Runtime> {
  loaded ??= (async () => {
    process.env['ORT_DISABLE_TELEMETRY'] = '1';
    Reflect.deleteProperty(globalThis, 'Float16Array');
    const module = await import('onnxruntime-node');
    const runtime = 'default' in module ? (module.default as typeof module) : module;
    // What fails is thrown as well; standard error is no part of the log's format.
    runtime.env.logLevel = 'fatal';
    return runtime;
  })();
  return loaded;
}

/**
 * Whether ONNX Runtime's CUDA provider is installed. The runtime itself always claims to support it;
 * its libraries, hundreds of megabytes, come separately and lie beside the binding.
 */
export function hasCudaProvider(): boolean {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('onnxruntime-node/package.json'));
  const library = 'libonnxruntime_providers_cuda.so';
  return existsSync(join(folder, 'bin', 'napi-v6', process.platform, process.arch, library));
}
