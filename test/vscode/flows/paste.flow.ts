import { equal, ok } from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answered, detectPanel } from '../support/detectPanel.ts';
import { dropFile } from '../support/dropFile.ts';
import { chooseInExplorer, revealInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { keepScreenshot } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

/** Puts a photograph into the clipboard as browsers hold pictures: as PNG. */
async function copyPicture({ page }: VsCodeWindow, jpeg: Buffer): Promise<void> {
  // A text, because the tests' own code knows no document.
  await page.evaluate(`(async () => {
    const jpeg = Uint8Array.from(atob('${jpeg.toString('base64')}'), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([jpeg]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    const png = await canvas.convertToBlob({ type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  })()`);
}

flow('pictures are pasted, and dropped from other programs and the explorer', async (window) => {
  const { page, workspace } = window;
  const images = join(workspace, 'images');
  await chooseInExplorer(window, 'images/empty-belt.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'empty-belt.jpg');
  const position = panel.frame.locator('.position');
  equal(await position.textContent(), '9 of 24');

  await copyPicture(window, readFileSync(join(images, 'sparse-1.jpg')));
  await panel.canvas.focus();
  await page.keyboard.press('Control+V');
  await answered(panel, 'image.png');
  ok(Number(await panel.count.textContent()) > 0, 'the pasted picture has objects');
  equal(await position.textContent(), '25 of 25');

  // From a file manager, without any key held.
  const outside = join(window.userData, 'from-elsewhere.jpg');
  copyFileSync(join(images, 'sparse-2.jpg'), outside);
  const hint = panel.frame.getByText('Drop to detect objects');
  await dropFile(window, panel.canvas, outside, async () => {
    await hint.waitFor();
    await keepScreenshot(window, 'detect-drop');
  });
  await answered(panel, 'from-elsewhere.jpg');
  await hint.waitFor({ state: 'hidden' });
  equal(await page.getByRole('tab', { name: 'from-elsewhere.jpg' }).count(), 1);
  equal(await position.textContent(), '26 of 26');

  // From VS Code's explorer, which gives it to the panel while Shift is held.
  const file = await revealInExplorer(window, 'images/line-03.jpg');
  await file.hover();
  await page.mouse.down();
  await page.keyboard.down('Shift');
  const box = await panel.canvas.boundingBox();
  ok(box);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y, { steps: 10 });
  await hint.waitFor();
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await answered(panel, 'line-03.jpg');
  equal(await position.textContent(), '12 of 26', 'it is a picture of the list already');

  // What is no picture is refused in words.
  await dropFile(window, panel.canvas, join(workspace, 'yolo.json'), () => hint.waitFor());
  await panel.notice.getByText('is not a picture of a format').waitFor();
  await keepScreenshot(window, 'detect-refused');
  equal(await panel.picture.textContent(), 'line-03.jpg');
});
