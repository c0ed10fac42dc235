import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { revealInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { notification } from '../support/notifications.ts';
import { runCommand } from '../support/palette.ts';
import { tryPatiently } from '../support/patience.ts';
import { enterStep, scaffoldStep, writeScaffolded } from '../support/scaffolding.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import { THEMES, useTheme } from '../support/theme.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

/** A project with a mistake a line. */
const WRONG = `{
  // The belts of hall 2.
  "name": "parts",
  "models": {
    "v10": { "weights": "models/parts-v10.onnx" },
    "v11": { "weights": "models/gone.onnx" }
  },
  "deployments": {
    "line-a": { "model": "v01", "stack": "onnx", "image": "parts:a", "port": 5000, "replicas": 2 },
    "line-b": { "model": "v10", "stack": "onnx", "image": "parts:b", "port": 5001, "vrma": "2GiB" },
    "line-c": { "model": "v10", "stack": "onnx", "image": "parts:c", "vram": "4GB" }
  }
}
`;

/** A project that is right as long as its weights are of the family that it states. */
const STATED = `{
  "name": "parts",
  "models": { "mine": { "weights": "models/mine.onnx", "family": "v8" } },
  "deployments": { "line-a": { "model": "mine", "stack": "onnx", "image": "parts:a" } }
}
`;

const path = (window: VsCodeWindow, name: string): string => join(window.workspace, name);
const read = (window: VsCodeWindow, name: string): string =>
  readFileSync(path(window, name), 'utf8');

async function openProject(window: VsCodeWindow): Promise<void> {
  await (await revealInExplorer(window, 'yolo.json')).dblclick();
  await window.page.locator('.monaco-editor .view-line').first().waitFor();
}

/** Problems that depend on weights follow the file, also where only that is replaced. */
async function replacedWeights(window: VsCodeWindow): Promise<void> {
  const panel = window.page.locator('.markers-panel');
  const replaceBy = (name: string): void =>
    copyFileSync(path(window, `models/${name}.onnx`), path(window, 'models/mine.onnx'));
  const contradicted = panel.getByText('The stated family "v8" does not fit mine.onnx');
  replaceBy('parts-v8');
  // An editor that has just saved would not always take up what somebody else writes.
  await runCommand(window, 'View: Close All Editors');
  writeFileSync(path(window, 'yolo.json'), STATED);
  await panel.getByText('No problems have been detected').waitFor();
  replaceBy('parts-v10');
  await contradicted.waitFor();
  replaceBy('parts-v8');
  await contradicted.waitFor({ state: 'hidden' });
}

/** A copied project has the name of the first, and both say so until one goes. */
async function copiedProject(window: VsCodeWindow): Promise<void> {
  const alike = window.page.locator('.markers-panel').getByText('The project “parts” in');
  mkdirSync(path(window, 'copy/models'), { recursive: true });
  copyFileSync(path(window, 'models/mine.onnx'), path(window, 'copy/models/mine.onnx'));
  copyFileSync(path(window, 'yolo.json'), path(window, 'copy/yolo.json'));
  await alike.nth(1).waitFor();
  await alike.filter({ hasText: '/copy has this name too' }).waitFor();
  await keepScreenshot(window, 'project-copied');
  rmSync(path(window, 'copy/yolo.json'));
  await alike.first().waitFor({ state: 'hidden' });
}

flow(
  'yolo.json: problems with their lines before and after it is opened, and fixes',
  async (window) => {
    const { page } = window;
    const panel = page.locator('.markers-panel');
    await runCommand(window, 'Problems: Focus on Problems View');
    await panel.getByText('“line-a” has 5000–5001 and this deployment 5001').waitFor();
    await panel.getByText('There is no model “v01” in “models”; did you mean “v10”?').waitFor();
    await panel.getByText('There is no file “models/gone.onnx”').first().waitFor();
    await panel.getByText('“vrma” is not a key that is known here; did you mean “vram”?').waitFor();
    await panel.getByText('This is no budget of video memory').waitFor();
    await openProject(window);
    await keepScreenshots(window, 'project-problems');
    const budget = panel.getByText('This is no budget of video memory');
    equal(await budget.count(), 1, 'nobody else says it too');
    const fix = page.getByText('Change to "4GiB"').first();
    const offered = async (timeout: number): Promise<void> => {
      // Asked before the editor knows the problem, it says that there is nothing to do.
      await budget.click({ timeout });
      await page.keyboard.press('Control+.');
      await fix.waitFor({ timeout });
    };
    await tryPatiently(offered, () => page.keyboard.press('Escape'));
    await keepScreenshot(window, 'project-fix');
    const attempt = async (timeout: number): Promise<void> => {
      // A menu ignores a click in its first moments.
      if (await budget.isVisible()) await fix.click({ timeout });
      await budget.waitFor({ state: 'hidden', timeout });
    };
    await tryPatiently(attempt, () => Promise.resolve());
    await page.locator('.monaco-editor .view-line', { hasText: '4GiB' }).waitFor();
    await runCommand(window, 'File: Save');
    await eventually(async () => read(window, 'yolo.json').includes('"vram": "4GiB"'), true);
    match(read(window, 'yolo.json'), /The belts of hall 2/);
    await replacedWeights(window);
    await copiedProject(window);
  },
  { prepare: (workspace) => writeFileSync(join(workspace, 'yolo.json'), WRONG) },
);

flow('yolo.json: keys, models and weights are completed, and keys explained', async (window) => {
  const { page } = window;
  await openProject(window);
  const goTo = async (line: number, column: number): Promise<void> => {
    await page.keyboard.press('Control+g');
    await page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
    await page.keyboard.press('Enter');
  };
  const proposals = page.locator('.suggest-widget.visible .monaco-list-row');
  const proposes = async (text: string): Promise<void> => {
    const attempt = async (timeout: number): Promise<void> => {
      // Asked before the extension runs, the editor proposes nothing of its.
      await page.keyboard.press('Control+Space');
      await proposals.filter({ hasText: text }).first().waitFor({ timeout });
    };
    await tryPatiently(attempt, () => page.keyboard.press('Escape'));
  };
  // Behind the opening quote of line-a's model.
  const lines = read(window, 'yolo.json').split('\n');
  const line = lines.findIndex((text) => text.includes('"model": "v8"'));
  await goTo(line + 1, (lines[line] ?? '').indexOf('"v8"') + 2);
  await proposes('"v10"');
  await keepScreenshot(window, 'project-complete');
  await page.keyboard.press('Escape');
  const weights = lines.findIndex((text) => text.includes('parts-v8.onnx'));
  await goTo(weights + 1, (lines[weights] ?? '').indexOf('models/') + 1);
  await proposes('models/parts-v10.onnx');
  await page.keyboard.press('Escape');
  await goTo(line + 1, (lines[line] ?? '').indexOf('"model"') + 1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await proposes('replicas');
  await page.keyboard.press('Escape');
});

async function enterUpTo(window: VsCodeWindow, last: number): Promise<void> {
  for (let step = 1; step <= last; step++) await enterStep(window, `${step}/6`);
  await scaffoldStep(window, `${last + 1}/6`);
}

flow('scaffolding writes a project, and keeps or overwrites a file that exists', async (window) => {
  const { page } = window;
  writeFileSync(path(window, 'Dockerfile.cuda'), 'FROM scratch\n');
  writeFileSync(path(window, '.dockerignore'), '# of another day\n');
  await runCommand(window, 'YOLO: Scaffold Project');
  await enterUpTo(window, 5);
  const widget = page.locator('.quick-input-widget:visible');
  await widget.getByText('exists: will be kept').first().waitFor();
  await widget.getByText('exists: the deployment is added').waitFor();
  await keepScreenshot(window, 'scaffold-preview-kept');
  await widget.getByText('Dockerfile.cuda').click();
  await widget.getByText('Show the Difference').click();
  await page.locator('.monaco-diff-editor').first().waitFor();
  await keepScreenshot(window, 'scaffold-difference');
  await widget.getByRole('option', { name: 'Keep' }).click();
  await widget.getByText('.dockerignore').click();
  await widget.getByRole('option', { name: 'Overwrite' }).click();
  await widget.getByText('exists: will be overwritten').waitFor();
  await writeScaffolded(window);
  await notification(window, /is ready to be deployed/);
  equal(read(window, 'Dockerfile.cuda'), 'FROM scratch\n');
  match(read(window, '.dockerignore'), /\.yolo-dock/);
  doesNotMatch(read(window, '.dockerignore'), /of another day/);
  const project = JSON.parse(read(window, 'yolo.json'));
  equal(Object.keys(project.deployments).length, 3);
  ok(!existsSync(path(window, 'Dockerfile')), 'the image for the CPU was not asked for');
  await keepScreenshot(window, 'scaffold-done');
});

flow('scaffolding can go back, and cancelled it leaves nothing behind', async (window) => {
  const { page } = window;
  const before = readdirSync(window.workspace).sort();
  const text = read(window, 'yolo.json');
  for (const theme of THEMES) {
    await useTheme(window, theme);
    await runCommand(window, 'YOLO: Scaffold Project');
    await page.getByText('Scaffold Project (1/6)').waitFor();
    await page.locator('.quick-input-widget:visible').getByText('parts-v10.onnx').first().waitFor();
    await keepScreenshot(window, `scaffold-weights-${theme}`);
    await enterUpTo(window, 5);
    await page.locator('.quick-input-widget:visible').getByText('Dockerfile.cuda').waitFor();
    await keepScreenshot(window, `scaffold-preview-${theme}`);
    await page.keyboard.press('Escape');
  }
  await runCommand(window, 'YOLO: Scaffold Project');
  await enterUpTo(window, 5);
  await page.locator('.quick-input-widget:visible .codicon-quick-input-back').click();
  await page.getByText('Scaffold Project (5/6)').waitFor();
  await enterStep(window, '5/6');
  await page.getByText('Scaffold Project (6/6)').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget:visible').waitFor({ state: 'hidden' });
  deepEqual(readdirSync(window.workspace).sort(), before);
  equal(read(window, 'yolo.json'), text);
});

flow(
  'without trust nothing is scaffolded',
  async (window) => {
    await runCommand(window, 'View: Show YOLO');
    const widget = window.page.locator('.quick-input-widget:visible');
    const offers = async (command: string, timeout: number): Promise<void> => {
      await window.page.keyboard.press('F1');
      await widget.locator('input').fill(`>${command}`, { timeout });
      await widget.getByRole('option', { name: command }).first().waitFor({ timeout });
    };
    const close = () => window.page.keyboard.press('Escape');
    await tryPatiently((timeout) => offers('YOLO: Select Model', timeout), close);
    await widget.locator('input').fill('>YOLO: Scaffold Project');
    // Where there is none of this name, VS Code says so or offers what is alike.
    const none = widget.getByText(/similar commands|No matching commands/).first();
    await none.waitFor();
    equal(await widget.getByRole('option', { name: 'Scaffold Project' }).count(), 0);
  },
  { restricted: true },
);
