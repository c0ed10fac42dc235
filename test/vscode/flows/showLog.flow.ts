import { equal } from 'node:assert/strict';
import { flow } from '../support/flow.ts';
import { runCommand } from '../support/palette.ts';
import { keepScreenshots } from '../support/screenshot.ts';

flow('YOLO: Show Log shows the log, with what was written to it', async (window) => {
  await runCommand(window, 'YOLO: Show Log');
  const panel = window.page.locator('.part.panel');
  const channel = panel.getByLabel('Switch Output').locator('option:checked').first();
  equal(await channel.textContent(), 'YOLO Dock');
  // An editor's spaces are ones that do not break.
  await panel.locator('.view-line', { hasText: /activated\sin\s[\d.]+\sms/ }).waitFor();
  await keepScreenshots(window, 'show-log');
});
