/** What a person sees appears within this time even on a slow and busy machine. */
export const PATIENCE_MS = 120_000;

/** The first attempt at a step may take this long, each further one twice as long, up to the last. */
const FIRST_STEP_MS = 750;
const LAST_STEP_MS = 6_000;

/**
 * Tries something again and again, as a person does to whom a command is not offered yet: until the
 * extension host runs, which takes a starved machine most of a minute, a window knows no extension.
 *
 * @param attempt is told how long each of its steps may take: little at first, because what comes too
 *   early is lost for good, and then more, because a busy machine takes its time.
 * @param between makes ready for the next attempt.
 */
export async function tryPatiently(
  attempt: (stepMs: number) => Promise<void>,
  between: () => Promise<void>,
): Promise<void> {
  const latest = performance.now() + PATIENCE_MS;
  for (let step = FIRST_STEP_MS; ; step = Math.min(2 * step, LAST_STEP_MS)) {
    try {
      return await attempt(step);
    } catch (error) {
      if (performance.now() > latest) throw error;
      await between();
    }
  }
}
