import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { PATIENCE_MS } from './patience.ts';

const AGAIN_MS = 50;

/** Looks again and again until what is seen is as expected; rejects with what was seen last. */
export async function eventually<T>(look: () => Promise<T>, expected: T): Promise<void> {
  const latest = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (isDeepStrictEqual(seen, expected)) return;
    if (performance.now() > latest) {
      throw new Error(`Expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
    }
    await delay(AGAIN_MS);
  }
}

/** Looks again and again until the condition holds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  await eventually(async () => ((await holds()) ? what : `not yet: ${what}`), what);
}
