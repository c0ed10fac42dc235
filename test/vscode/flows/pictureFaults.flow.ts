import { deepEqual, equal, ok } from 'node:assert/strict';
import { copyFileSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { answered, detectPanel } from '../support/detectPanel.ts';
import { eventually, until } from '../support/eventually.ts';
import { chooseInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { reloadWindow } from '../support/reload.ts';
import { keepScreenshot } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

flow('a picture that changes on disk, goes and comes back is followed', async (window) => {
  const images = join(window.workspace, 'images');
  const file = join(images, 'empty-belt.jpg');
  await chooseInExplorer(window, 'images/empty-belt.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'empty-belt.jpg');
  const before = await panel.canvas.getAttribute('aria-label');
  copyFileSync(join(images, 'sparse-1.jpg'), file);
  await until('the new picture is shown', async () => {
    return (await panel.canvas.getAttribute('aria-label')) !== before;
  });
  ok(Number(await panel.count.textContent()) > 0);

  rmSync(file);
  await panel.message.getByText('The file is no longer there.').waitFor();
  await keepScreenshot(window, 'detect-picture-gone');
  // Half a file first, as a camera writes it.
  const whole = await sharp(join(images, 'sparse-2.jpg')).toBuffer();
  writeFileSync(file, whole.subarray(0, 200));
  await panel.message.getByText('Detection failed').waitFor();
  writeFileSync(file, whole);
  await panel.message.waitFor({ state: 'hidden' });
  await answered(panel, 'empty-belt.jpg');
  ok(Number(await panel.count.textContent()) > 0);
});

async function scans(workspace: string): Promise<void> {
  const folder = join(workspace, 'scans');
  mkdirSync(folder);
  const line = sharp(join(workspace, 'images', 'line-05.jpg'));
  await line.tiff().toFile(join(folder, 'a.tif'));
  writeFileSync(join(folder, 'b.jpg'), '');
  copyFileSync(join(workspace, 'images', 'line-05.jpg'), join(folder, 'c.jpg'));
  // Beside the picture, with a first line that is none, a class that no model here has, and pixels.
  const lines = ['x y', '0 0.5 0.5 0.1 0.1', '9 0.5 0.5 0.1 0.1', '0 320 240 64 48'];
  writeFileSync(join(folder, 'c.txt'), lines.join('\n'));
}

async function lookAtScans(window: VsCodeWindow): Promise<void> {
  await chooseInExplorer(window, 'scans/a.tif', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'a.tif');
  ok(Number(await panel.count.textContent()) > 0);
  equal(await panel.message.count(), 0, 'the picture is shown too');
  const strip = panel.frame.getByRole('listbox', { name: 'Pictures' });
  await strip.getByRole('option', { name: 'b.jpg, cannot be shown' }).waitFor();
  await keepScreenshot(window, 'detect-broken-thumbnail');
  await panel.frame.getByRole('button', { name: 'Run over All' }).click();
  // One empty picture fails alone.
  await panel.frame.getByText('1 failed · 3 labels left out').waitFor();
  await strip.getByRole('option', { name: 'b.jpg, failed' }).waitFor();
  await strip.getByRole('option', { name: 'c.jpg' }).click();
  await answered(panel, 'c.jpg');
  await panel.frame.getByText(/2 lines of c\.txt are not labels .* of the class 9/s).waitFor();
  await panel.frame.getByRole('button', { name: 'Actual Size' }).click();
  await eventually(() => panel.frame.locator('.percent').textContent(), '100 %');
  await keepScreenshot(window, 'detect-scans');
}

flow('a TIFF is shown; a picture and labels that are none are told', lookAtScans, {
  prepare: scans,
});

async function largePicture(workspace: string): Promise<void> {
  const images = join(workspace, 'images');
  const large = sharp(join(images, 'sparse-1.jpg')).resize(7304, 5480).jpeg();
  await large.toFile(join(images, 'a-large.jpg'));
}

async function moveLargePicture(window: VsCodeWindow): Promise<void> {
  await chooseInExplorer(window, 'images/a-large.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'a-large.jpg');
  ok(Number(await panel.count.textContent()) > 0);
  await panel.canvas.focus();
  await window.page.keyboard.press('1');
  await eventually(() => panel.frame.locator('.percent').textContent(), '100 %');
  await keepScreenshot(window, 'detect-40-megapixels');
  for (const key of ['ArrowRight', 'ArrowDown', '0']) await window.page.keyboard.press(key);
  await until('the whole picture is back', async () => {
    return (await panel.frame.locator('.percent').textContent()) !== '100 %';
  });
  await window.page.keyboard.press('PageDown');
  await answered(panel, 'bright-1.jpg');
}

flow('a picture of 40 megapixels is shown and can be moved', moveLargePicture, {
  prepare: largePicture,
});

const name = (index: number) => `frame-${String(index).padStart(4, '0')}.jpg`;

function manyPictures(workspace: string): void {
  const folder = join(workspace, 'many');
  mkdirSync(folder);
  const one = join(workspace, 'images', 'line-05.jpg');
  // Links: the disk need not hold the same picture 5,000 times.
  for (let index = 1; index <= 5000; index++) linkSync(one, join(folder, name(index)));
}

async function leafThroughMany(window: VsCodeWindow): Promise<void> {
  await chooseInExplorer(window, 'many', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, name(1));
  const position = panel.frame.locator('.position');
  await eventually(() => position.textContent(), '1 of 5000');
  const strip = panel.frame.getByRole('listbox', { name: 'Pictures' });
  const thumbs = strip.locator('.thumb');
  ok((await thumbs.count()) < 60, 'only the pictures in sight are in the document');

  await strip.focus();
  await window.page.keyboard.press('End');
  await answered(panel, name(5000));
  await eventually(() => position.textContent(), '5000 of 5000');
  await window.page.keyboard.press('ArrowLeft');
  await answered(panel, name(4999));
  // Thumbnails come for what is in sight, wherever that is; an unread one is still empty.
  await strip.hover();
  await window.page.mouse.wheel(0, -40_000);
  await until('the thumbnails in sight are there', async () => {
    const widths = await thumbs.locator('canvas').evaluateAll(WIDTHS);
    return widths.length > 8 && widths.every((width) => width !== EMPTY_CANVAS);
  });
  await keepScreenshot(window, 'detect-5000');
  const titles = await thumbs.evaluateAll((all) => all.map((each) => (each as never)['title']));
  ok(!titles.includes(name(4999) as never), 'the strip was moved away from the picture');

  // Listing takes a while; the picture that was looked at is waited for.
  await reloadWindow(window);
  await answered(panel, name(4999));
  deepEqual(await position.textContent(), '4999 of 5000');
  equal(await panel.message.count(), 0);
}

flow('a folder of 5,000 pictures is listed, leafed through and found again', leafThroughMany, {
  prepare: manyPictures,
});

/** Width of a canvas on which nothing was drawn yet. */
const EMPTY_CANVAS = 300;
const WIDTHS = (all: readonly unknown[]) =>
  all.map((canvas) => (canvas as { width: number }).width);
