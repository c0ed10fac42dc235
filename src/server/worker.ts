import { workerData } from 'node:worker_threads';
import workerpool from 'workerpool';
import { PICTURE_TIMEOUT_MS } from '../vision/defaults.ts';
import { ImageError } from '../vision/image/imageError.ts';
import type { OpenModel } from '../vision/openModel.ts';
import { openModel } from '../vision/openModel.ts';
import { HeldModel } from './heldModel.ts';
import { describeModel, fileHash } from './pool/describeModel.ts';
import { BEGUN, type Outcome, type WorkerMethods, type WorkerSettings } from './pool/protocol.ts';
import { runTensors } from './pool/runTensors.ts';

/** Runs `work` and turns what it throws into an outcome: programs read the code, people the text. */
async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code =
      error instanceof ImageError
        ? error.code
        : error instanceof Error && 'code' in error
          ? String(error.code)
          : 'inference_failed';
    return { ok: false, code, message };
  }
}

/** Opens the model; in a worker that replaces another only the file that the server began with. */
async function load(settings: WorkerSettings): Promise<OpenModel> {
  if (settings.sha256 !== undefined && (await fileHash(settings.model)) !== settings.sha256) {
    throw new Error('the file is another one now; restart the server to use it.');
  }
  return openModel(settings.model, {
    overrides: settings.overrides,
    device: settings.device,
    threads: settings.threads,
    // Workers share the cores; a lone one may keep them awake.
    spinning: settings.workers === 1,
  });
}

/**
 * Milliseconds after which a picture's own steps give up. Not later than the worker is replaced: its
 * end does not end what runs in native code.
 */
function pictureMs({ timeoutMs = PICTURE_TIMEOUT_MS }: WorkerSettings): number {
  return Math.min(PICTURE_TIMEOUT_MS, timeoutMs);
}

/** Serves one worker thread: loads the model at once, then answers the pool. */
export function serveWorker(): void {
  const settings = workerData as WorkerSettings;
  const held = new HeldModel(() => load(settings), settings.sha256 !== undefined);
  const methods: WorkerMethods = {
    describe: () => attempt(async () => describeModel(await held.get(), settings)),
    predict: (image, options) =>
      attempt(async () => {
        const { model } = await held.get();
        workerpool.workerEmit(BEGUN);
        const wanted = { ...settings.defaults, ...options };
        return model.predict(image, wanted, settings.maxPixels, pictureMs(settings));
      }),
    infer: (inputs, outputs) =>
      attempt(async () => {
        const { model } = await held.get();
        workerpool.workerEmit(BEGUN);
        return runTensors(model.network, inputs, outputs);
      }),
  };
  workerpool.worker(methods as unknown as Record<string, (...args: never[]) => unknown>);
}
