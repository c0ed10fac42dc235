import type { NvmlAnswer, NvmlReaderOptions } from './nvmlReader.ts';

/** What the thread is started with. */
export type WorkerData = NvmlReaderOptions;

/** What it is told: to look once, or to let the driver go and end. */
export type WorkerRequest = 'sample' | 'end';

/** Its answer to `sample`. */
export type WorkerReply = NvmlAnswer | { readonly error: string };
