/** What a person sees appears within this time even on a slow and busy machine. */
export const PATIENCE_MS = 120_000;

/**
 * Tries something again and again, as a person does to whom a command is not offered yet: until the
 * extension host runs, which takes a starved machine most of a minute, a window knows no extension.
 *
 * @param between makes ready for the next attempt.
 */
export async function tryPatiently(
  attempt: () => Promise<void>,
  between: () => Promise<void>,
): Promise<void> {
  const latest = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > latest) throw error;
      await between();
    }
  }
}
