import type { Sample, Turn } from './sample.ts';
import { LEAST_PICTURES } from './sample.ts';

/** What a baseline's process says to the one that started it. */
export type FromBaseline = { readonly kind: 'ready' } | { readonly kind: 'turn'; turn: Turn };

/** What it is asked for. */
export interface ToBaseline {
  readonly seconds: number;
}

/** Handles one picture; `objects` absent where none are looked for. */
export type HandlePicture = () => Promise<{ sample: Sample; objects?: number }>;

/**
 * Serves turns to the parent process, one picture after another, until the parent ends or
 * disconnects.
 */
export function serveTurns(handle: HandlePicture): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', ({ seconds }: ToBaseline) => {
    void takeTurn(handle, seconds).then((turn) => tell({ kind: 'turn', turn }));
  });
  tell({ kind: 'ready' });
}

async function takeTurn(handle: HandlePicture, seconds: number): Promise<Turn> {
  const samples: Sample[] = [];
  let objects: number | undefined;
  const start = performance.now();
  const end = start + seconds * 1000;
  while (performance.now() < end || samples.length < LEAST_PICTURES) {
    const handled = await handle();
    samples.push(handled.sample);
    objects = handled.objects;
  }
  const took = (performance.now() - start) / 1000;
  return { seconds: took, samples, ...(objects === undefined ? {} : { objects }) };
}

function tell(message: FromBaseline): void {
  process.send?.(message);
}
