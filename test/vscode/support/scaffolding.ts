import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** Waits for a step of the wizard "Scaffold Project", such as `3/6`. */
export async function scaffoldStep({ page }: VsCodeWindow, step: string): Promise<void> {
  await page.getByText(`Scaffold Project (${step})`).waitFor();
}

/** Answers a step of the wizard with what it proposes. */
export async function enterStep(window: VsCodeWindow, step: string): Promise<void> {
  const title = window.page.getByText(`Scaffold Project (${step})`);
  await title.waitFor();
  const attempt = async (timeout: number): Promise<void> => {
    // Before the list is there, Enter does nothing.
    if (await title.isVisible()) await window.page.keyboard.press('Enter');
    await title.waitFor({ state: 'hidden', timeout });
  };
  await tryPatiently(attempt, () => Promise.resolve());
}

/** Lets the last step write what it shows. */
export async function writeScaffolded({ page }: VsCodeWindow): Promise<void> {
  const write = page.locator('.quick-input-widget:visible').getByRole('option', { name: 'Write' });
  await write.waitFor();
  const attempt = async (timeout: number): Promise<void> => {
    // A list that has just appeared may not take a click yet.
    if (await write.isVisible()) await write.click({ timeout });
    await write.waitFor({ state: 'hidden', timeout });
  };
  await tryPatiently(attempt, () => Promise.resolve());
}
