import { equal, ok } from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { answered, detectPanel, scores } from '../support/detectPanel.ts';
import { eventually } from '../support/eventually.ts';
import { flow } from '../support/flow.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { reloadWindow } from '../support/reload.ts';
import { keepScreenshot } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

const { lab, options } = await deploymentsLab();

const PREDICT = 'yolo-server/src/server/routes/predict.ts';
const LINE = 'const model = loadedModel(context);';
const EDIT = "throw new ServerError('bad_request', 'edited in the container');";

/** Where the debugger's toolbar does not lie over a tab. */
const LEFT = { position: { x: 12, y: 12 } };

/** What is typed is what is written. */
const settings = {
  ...options.settings,
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.parameterHints.enabled': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
};

/** Puts the cursor at the end of the line before the one with these words. */
async function goBefore(window: VsCodeWindow, words: string): Promise<number> {
  const lines = readFileSync(join(window.workspace, PREDICT), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes(words)) + 1;
  ok(line > 0);
  const { page } = window;
  await page.locator('.editor-instance .monaco-editor').first().click();
  await page.keyboard.press('Control+g');
  const input = page.locator('.quick-input-widget:visible input');
  await input.fill(`:${line}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
  return line;
}

flow(
  'a breakpoint in the container is hit by a detection, an edit is taken up, and nothing is left on',
  async (window) => {
    const { page } = window;
    const panel = detectPanel(window);
    await lab.clean();
    await openDeployments(window);
    await runCommand(window, 'YOLO: Debug in Container');
    await pick(window, 'line-b');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('Debugging needs the server’s sources').waitFor();
    await keepScreenshot(window, 'debug-sources');
    await dialog.getByRole('button', { name: 'Write Sources' }).click();
    await deploymentRow(window, /^line-b, ready · being debugged · CPU · :5731/).waitFor();
    await page.locator('.debug-toolbar').waitFor();
    await keepScreenshot(window, 'debug-attached');

    await goBefore(window, LINE);
    await runCommand(window, 'Debug: Toggle Breakpoint');
    await page.locator('.codicon-debug-breakpoint').first().waitFor();
    const ready = await notification(window, /line-b is being debugged/);
    await ready.getByRole('button', { name: 'Detect' }).click();
    await pick(window, 'images/line-05.jpg');
    await page.getByRole('treeitem', { name: /^Scope Local/ }).click();
    await page
      .getByRole('treeitem', { name: /^images/ })
      .first()
      .waitFor();
    await keepScreenshot(window, 'debug-stopped');
    await runCommand(window, 'Remove All Breakpoints');
    await runCommand(window, 'Debug: Continue');
    const picture = page.getByRole('tab', { name: /line-05/ });
    await picture.click(LEFT);
    await answered(panel, 'line-05.jpg');
    ok((await scores(panel)).length > 3);
    await keepScreenshot(window, 'debug-continued');

    await openDeployments(window);
    await page.getByRole('tab', { name: /predict\.ts/ }).click();
    await goBefore(window, LINE);
    await page.keyboard.press('Home');
    await page.keyboard.type(`${EDIT}\n`);
    await page.keyboard.press('Control+s');
    await deploymentRow(window, /^line-b, restarting/).waitFor();
    await deploymentRow(window, /^line-b, ready · being debugged/).waitFor();
    await picture.click(LEFT);
    await panel.frame.getByRole('button', { name: 'Detect Again' }).click();
    await panel.message.getByText('edited in the container').waitFor();
    await keepScreenshot(window, 'debug-edited');

    await page.getByRole('tab', { name: /predict\.ts/ }).click();
    await goBefore(window, EDIT);
    await page.keyboard.press('Home');
    await page.keyboard.type(') no TypeScript\n');
    await page.keyboard.press('Control+s');
    await notification(window, /line-b does not run; save an edit .*predict\.ts:\d+\)/);
    await deploymentRow(window, /^line-b, unhealthy · being debugged/).waitFor();
    await keepScreenshot(window, 'debug-crashed');
    const file = join(window.workspace, PREDICT);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\) no TypeScript\n.*\n/, ''));
    await page
      .locator('.debug-toolbar')
      .getByRole('button', { name: /^Restart/ })
      .click();
    await deploymentRow(window, /^line-b, restarting/).waitFor();
    await deploymentRow(window, /^line-b, ready · being debugged/).waitFor();
    await picture.click(LEFT);
    // A panel that comes into sight asks again by itself.
    await answered(panel, 'line-05.jpg');

    await runCommand(window, 'Debug: Disconnect');
    await deploymentRow(window, /^line-b, not deployed/).waitFor();
    equal((await lab.docker.listContainers({ all: true })).length, 0);
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
  },
  {
    ...options,
    settings,
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      const file = join(workspace, 'yolo.json');
      // Another file's flows may have the sample's own port meanwhile.
      writeFileSync(file, readFileSync(file, 'utf8').replace('5001', '5731'));
    },
  },
);

flow(
  'production is not debugged; what gave its place up runs again when the window goes',
  async (window) => {
    const { page } = window;
    await lab.clean();
    await runCommand(window, 'YOLO: Debug in Container');
    await pick(window, 'line-a');
    await notification(window, /line-a is in the stage “prod”/);
    await keepScreenshot(window, 'debug-prod');
    ok(!existsSync(join(window.workspace, 'yolo-server')));
    await eventually(async () => (await lab.docker.listContainers({ all: true })).length, 0);

    await lab.deployed('line-b', { project: 'parts', port: 5731 });
    await openDeployments(window);
    await deploymentRow(window, /^line-b, ready · CPU/).waitFor();
    await runCommand(window, 'YOLO: Debug in Container');
    await pick(window, 'line-b');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: 'Write Sources' }).click();
    await deploymentRow(window, /^line-b, ready · being debugged/).waitFor();
    await page.locator('.debug-toolbar').waitFor();
    await reloadWindow(window);
    await eventually(async () => {
      const all = await lab.docker.listContainers({ all: true });
      return all.map(({ Names, State }) => `${Names[0]} ${State}`).join();
    }, '/yolo-parts-line-b-0 running');
  },
  {
    ...options,
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      const file = join(workspace, 'yolo.json');
      const text = readFileSync(file, 'utf8').replace('5001', '5731');
      writeFileSync(file, text.replace('"model": "v8",', '"model": "v8", "stage": "prod",'));
    },
  },
);
