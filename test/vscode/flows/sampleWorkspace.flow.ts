import { deepEqual, ok } from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flow } from '../support/flow.ts';
import { pick, runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import { type VsCodeWindow, workbenchReady } from '../support/vsCodeWindow.ts';

/** Opens the copy of the extension's own, and returns the page that it is shown in. */
async function tryItOut(window: VsCodeWindow) {
  const opened = window.page.context().waitForEvent('page');
  await runCommand(window, 'YOLO: Open Sample Workspace');
  await pick(window, 'Try it out');
  const page = await opened;
  await workbenchReady(page);
  return page;
}

flow(
  'the sample workspace opens beside what is open, and a second time as it was left',
  async (window) => {
    const page = await tryItOut(window);
    await page.getByRole('treeitem', { name: 'models' }).waitFor();
    await keepScreenshot({ ...window, page }, 'sample-workspace');
    const storage = join(window.userData, 'User', 'globalStorage');
    const samples = join(storage, 'yolo-dock.yolo-dock', 'samples');
    const copy = join(samples, 'yolo-parts');
    ok(existsSync(join(copy, 'models', 'parts-v10.onnx')));
    deepEqual(readdirSync(samples), ['yolo-parts']);
    const own = join(copy, 'mine.txt');
    writeFileSync(own, 'kept');
    await page.close();
    await tryItOut(window);
    ok(existsSync(own));
  },
  { emptyFolder: true },
);

flow(
  'the walkthrough leads through the first steps',
  async (window) => {
    // Narrower, and the pictures are left out.
    await window.page.setViewportSize({ width: 1600, height: 900 });
    await runCommand(window, 'Welcome: Open Walkthrough...');
    await pick(window, 'Get Started with YOLO Dock');
    await window.page.getByText('Detect objects in a picture').first().click();
    const button = window.page.getByRole('button', { name: 'Detect Objects', exact: true });
    await button.waitFor();
    await keepScreenshots(window, 'walkthrough');
    await window.page.setViewportSize({ width: 620, height: 900 });
    await keepScreenshot(window, 'walkthrough-narrow');
    ok(await button.isVisible(), 'the pictures are of the walkthrough');
    // Escape leads back to the list of all, where it stands with its icon.
    await window.page.setViewportSize({ width: 1600, height: 900 });
    await window.page.getByText('Detect objects in a picture').first().click();
    await window.page.keyboard.press('Escape');
    await window.page.getByRole('button', { name: /Get Started with YOLO Dock/ }).waitFor();
    await keepScreenshots(window, 'walkthroughs');
  },
  { emptyFolder: true },
);
