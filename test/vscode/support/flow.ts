import { after, test } from 'node:test';
import { closeBrowser, type LabOptions, openLab } from './lab.ts';
import { keepScreenshot } from './screenshot.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** A flow that has not ended after this long hangs. */
const TIMEOUT_MS = 8 * 60_000;

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
    const lab = await openLab(options);
    try {
      await body(lab.window);
    } catch (error) {
      const file = await keepScreenshot(lab.window, `failed/${name}`).catch(String);
      context.diagnostic(`The window when it failed: ${file}`);
      throw error;
    } finally {
      await lab.close();
    }
  });
}
