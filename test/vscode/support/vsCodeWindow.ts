import type { Page } from 'playwright-core';

/** A window of VS Code as a flow sees it. */
export interface VsCodeWindow {
  /** The window's page, for what no helper does. */
  readonly page: Page;
  /** The folder that is open: a copy of the sample workspace, or an empty one. */
  readonly workspace: string;
  /** Where this VS Code keeps the person's settings. */
  readonly userData: string;
  /** Opens one more window on the same folder. */
  readonly openAnother: () => Promise<VsCodeWindow>;
}

/** Waits until the workbench can be worked with. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .activitybar').waitFor();
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor();
}
