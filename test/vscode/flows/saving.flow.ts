import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answered, type DetectPanel, detectPanel } from '../support/detectPanel.ts';
import { eventually, until } from '../support/eventually.ts';
import { chooseInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { tryPatiently } from '../support/patience.ts';
import { keepScreenshot } from '../support/screenshot.ts';
import { noSmallDisk, smallDisk } from '../support/smallDisk.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

/** Saves through the panel's menu; VS Code asks for the path, and again before it overwrites. */
async function saveAs(
  { page }: VsCodeWindow,
  panel: DetectPanel,
  entry: string,
  path: string,
): Promise<void> {
  await panel.frame.getByRole('button', { name: 'Save and Copy…' }).click();
  await panel.frame.getByRole('menuitem', { name: entry }).click();
  const input = page.locator('.quick-input-widget:visible input');
  // The dialog writes its proposal into the field when it is ready, over whatever is there.
  await until('a path is proposed', async () => (await input.inputValue()).includes('line-05'));
  await input.fill(path);
  // The first Enter may only open the folder, and the last one agrees to overwrite.
  const enter = async (timeout: number): Promise<void> => {
    if (await input.isVisible()) await input.press('Enter');
    await input.waitFor({ state: 'hidden', timeout });
  };
  await tryPatiently(enter, async () => undefined);
}

flow('what is seen can be saved: picture, JSON and labels', async (window) => {
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'line-05.jpg');
  const file = (name: string) => join(window.workspace, name);
  await saveAs(window, panel, 'Save Annotated Picture…', file('seen.png'));
  await panel.notice.getByText('Saved as seen.png.').waitFor();
  equal(readFileSync(file('seen.png')).subarray(1, 4).toString(), 'PNG');
  await saveAs(window, panel, 'Save JSON…', file('seen.json'));
  await panel.notice.getByText('Saved as seen.json.').waitFor();
  const { results } = JSON.parse(readFileSync(file('seen.json'), 'utf8')) as { results: unknown[] };
  ok(results.length > 0);
  await saveAs(window, panel, 'Save YOLO Labels…', file('seen.txt'));
  await panel.notice.getByText('Saved as seen.txt.').waitFor();
  const labels = readFileSync(file('seen.txt'), 'utf8').trim().split('\n');
  equal(labels.length, results.length);
  for (const line of labels) match(line, /^\d+( [\d.]+){4}$/);

  // What a model found becomes ground truth only where somebody wants it to.
  const truth = join(window.workspace, 'labels', 'line-05.txt');
  const before = readFileSync(truth, 'utf8');
  await saveAs(window, panel, 'Save YOLO Labels…', truth);
  const question = window.page.getByRole('dialog');
  await question.getByText('line-05.txt will be read as the ground truth').waitFor();
  await keepScreenshot(window, 'detect-save-truth');
  await question.getByRole('button', { name: 'Choose Another File…' }).click();
  const input = window.page.locator('.quick-input-widget:visible input');
  await until('another name is proposed', async () =>
    (await input.inputValue()).endsWith('line-05-predicted.txt'),
  );
  await input.press('Escape');
  equal(readFileSync(truth, 'utf8'), before);
});

flow(
  'a full disk and a read-only one leave what was there, and are named',
  async (window) => {
    const folder = join(window.workspace, 'small');
    const disk = smallDisk(folder, 64);
    try {
      const mine = join(folder, 'mine.png');
      writeFileSync(mine, 'kept');
      await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
      const panel = detectPanel(window);
      await answered(panel, 'line-05.jpg');
      await saveAs(window, panel, 'Save Annotated Picture…', mine);
      const full = 'mine.png could not be saved: no space is left on the disk.';
      equal(await panel.notice.textContent(), full);
      await keepScreenshot(window, 'detect-disk-full');
      equal(readFileSync(mine, 'utf8'), 'kept');
      await until('no half file is left', () => readdirSync(folder).length === 1);
      deepEqual(readdirSync(folder), ['mine.png']);

      disk.makeReadOnly();
      await saveAs(window, panel, 'Save JSON…', join(folder, 'seen.json'));
      const readOnly = 'seen.json could not be saved: the file system is read-only.';
      await eventually(() => panel.notice.textContent(), readOnly);
      await keepScreenshot(window, 'detect-disk-read-only');
      deepEqual(readdirSync(folder), ['mine.png']);
    } finally {
      disk.remove();
    }
  },
  { skip: noSmallDisk() },
);
