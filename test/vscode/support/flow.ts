import { after, test } from 'node:test';
import { closeBrowser, type Lab, type LabOptions, openLab } from './lab.ts';
import { keepScreenshot } from './screenshot.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** A flow that has not ended after this long, all attempts together, hangs. */
const TIMEOUT_MS = 15 * 60_000;
/**
 * On a busy machine a menu or a list is now and then not where a person would have seen it, so failures
 * are not believed before the third; each is told.
 */
const ATTEMPTS = 3;

after(closeBrowser);

export interface FlowOptions extends LabOptions {
  /** Why the flow cannot run on this machine; undefined when it can. */
  readonly skip?: string | undefined;
}

/**
 * Declares a test in which a person works in a fresh VS Code. When it fails, a picture of the
 * window is kept in `.cache/screenshots/failed`.
 */
export function flow(
  name: string,
  body: (window: VsCodeWindow) => Promise<void>,
  options: FlowOptions = {},
): void {
  void test(name, { timeout: TIMEOUT_MS, skip: options.skip ?? false }, async (context) => {
    for (let attempt = 1; ; attempt++) {
      const failure = await attemptFlow(name, body, options);
      if (failure === undefined) return;
      context.diagnostic(`The window when it failed: ${failure.picture}`);
      if (attempt === ATTEMPTS) throw failure.error;
      context.diagnostic(
        `Attempt ${attempt} of ${ATTEMPTS} failed; tried again in a fresh VS Code: ${failure.error}`,
      );
    }
  });
}

/** Does it once, in a VS Code of its own. @returns what went wrong, and a picture of it. */
async function attemptFlow(
  name: string,
  body: (window: VsCodeWindow) => Promise<void>,
  options: LabOptions,
): Promise<{ error: unknown; picture: string } | undefined> {
  let lab: Lab | undefined;
  try {
    lab = await openLab(options);
    await body(lab.window);
    return undefined;
  } catch (error) {
    const picture = lab && (await keepScreenshot(lab.window, `failed/${name}`).catch(String));
    return { error, picture: picture ?? 'it did not open' };
  } finally {
    await lab?.close();
  }
}
