import { deepEqual, equal } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { flow } from '../support/flow.ts';
import { runCommand } from '../support/palette.ts';
import { keepScreenshot } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

/** The list draws only the rows that are visible, so it must be tall enough for all. */
const TALL = { width: 1280, height: 3000 };
const WHOLE_WINDOW = { 'workbench.editor.useModal': 'off' };

/** What "Developer: Show Running Extensions" says is active, of us. */
async function ourRunningExtensions(window: VsCodeWindow): Promise<string[]> {
  await runCommand(window, 'Developer: Show Running Extensions');
  const editor = window.page.locator('.runtime-extensions-editor');
  await editor.getByText('Git', { exact: true }).waitFor();
  await editor.getByText('Activating...').first().waitFor({ state: 'hidden' });
  // A package is listed by its name, an extension under development by its identifier.
  const names = await editor.locator('.extension .name').allTextContents();
  await keepScreenshot(window, 'running-extensions');
  await runCommand(window, 'View: Close All Editors');
  return names.filter((name) => /^yolo.dock/i.test(name));
}

flow(
  'the extension is activated by its first command, not by a folder being open',
  async (window) => {
    await window.page.setViewportSize(TALL);
    deepEqual(await ourRunningExtensions(window), []);
    await runCommand(window, 'YOLO: Show Log');
    await window.page.locator('.view-line', { hasText: 'activated' }).waitFor();
    equal((await ourRunningExtensions(window)).length, 1);
  },
  {
    settings: WHOLE_WINDOW,
    // A project of ours is looked at when its folder is opened, for its problems.
    prepare: (workspace) => rmSync(join(workspace, 'yolo.json')),
  },
);
