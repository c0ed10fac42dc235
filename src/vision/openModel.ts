import type { Tensor } from 'onnxruntime-node';
import { inputArray } from './image/encoding.ts';
import { Model } from './model.ts';
import { Network } from './network.ts';
import { assertAlive } from './onnx/assertAlive.ts';
import { explainLoadFailure } from './onnx/explainLoadFailure.ts';
import { explainRunFailure } from './onnx/explainRunFailure.ts';
import { inspectModel } from './onnx/inspectModel.ts';
import type { ShapeProbe } from './onnx/resolveModel.ts';
import { resolveModel } from './onnx/resolveModel.ts';
import { hasCudaProvider } from './runtime.ts';
import type { InputType, ModelOverrides, OnnxHeader } from './types.ts';
import { texturedPicture } from './warmUp.ts';

/** How a model is opened. */
export interface OpenOptions {
  readonly overrides: ModelOverrides;
  /** `auto` takes the GPU where ONNX Runtime can use one, and the CPU otherwise. */
  readonly device: 'auto' | 'cpu' | 'cuda' | 'tensorrt';
  /** Threads inside one inference. */
  readonly threads: number;
  readonly spinning: boolean;
}

/** A model that has passed a warm-up inference. */
export interface OpenModel {
  readonly header: OnnxHeader;
  readonly model: Model;
  /** Execution provider that the session was made with: `cpu`, `cuda`, `tensorrt`. */
  readonly provider: string;
  /** Milliseconds until the session was there, and of the first inference. */
  readonly loadMs: number;
  readonly warmupMs: number;
}

/**
 * Opens a model file: reads its header, loads it, works out its layout and proves with one
 * inference that it can find something.
 *
 * @throws {ModelError} one sentence that says what the file is and what to do.
 */
export async function openModel(path: string, options: OpenOptions): Promise<OpenModel> {
  const start = performance.now();
  const header = await inspectModel(path);
  const { network, provider } = await openNetwork(path, header, options);
  try {
    const loaded = performance.now();
    const spec = await resolveModel(header, options.overrides, shapeProbe(network, header));
    const model = new Model(network, spec);
    const outputs = await explaining(header, () =>
      model.run(model.prepare(texturedPicture(spec.input.size), spec.input.size)),
    );
    assertAlive(header, spec, outputs);
    const warmupMs = performance.now() - loaded;
    return { header, model, provider, loadMs: loaded - start, warmupMs };
  } catch (error) {
    await network.close();
    throw error;
  }
}

async function openNetwork(
  path: string,
  header: OnnxHeader,
  { device, threads, spinning }: OpenOptions,
): Promise<{ network: Network; provider: string }> {
  const best = hasCudaProvider() ? ['cuda', 'cpu'] : ['cpu'];
  const wanted = device === 'auto' ? best : [device];
  let failure: unknown;
  for (const provider of wanted) {
    try {
      const network = await Network.open(path, { providers: [provider], threads, spinning });
      return { network, provider };
    } catch (error) {
      // Only `auto` has a next choice; its last one, the CPU, has the error that counts.
      failure = error;
    }
  }
  throw explainLoadFailure(failure, header);
}

/** Runs on an empty input of the asked size; the shapes are all that counts. */
function shapeProbe(network: Network, header: OnnxHeader): ShapeProbe {
  return (size) =>
    explaining(header, async () => {
      const [input] = header.inputs;
      const type = (input?.type ?? 'float32') as InputType;
      const channels = input?.shape[1] ?? 3;
      const data = inputArray(type, channels * size.height * size.width) as Tensor.DataType;
      const shape = [1, channels, size.height, size.width];
      const results = await network.run({ [input?.name ?? 'images']: { type, data, shape } });
      return header.outputs.map(({ name }) => results[name]?.dims ?? []);
    });
}

async function explaining<T>(header: OnnxHeader, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explainRunFailure(error, header);
  }
}
