import { deepEqual, equal, ok } from 'node:assert/strict';
import { VERDICTS } from '../../../webview/detect/logic/verdicts.ts';
import {
  answered,
  type DetectPanel,
  detectPanel,
  hideTruth,
  pixelsOf,
  scores,
} from '../support/detectPanel.ts';
import { eventually, until } from '../support/eventually.ts';
import { chooseInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { runCommand } from '../support/palette.ts';
import { reloadWindow } from '../support/reload.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';

/** What the panel shows that a reload must bring back. */
async function state(panel: DetectPanel) {
  return {
    picture: await panel.picture.textContent(),
    truth: await panel.frame.getByRole('checkbox', { name: 'Ground truth' }).isChecked(),
    confidence: await panel.confidence.inputValue(),
    count: await panel.count.textContent(),
    hidden: await panel.frame.locator('.classes .chip[aria-checked="false"]').allTextContents(),
    zoom: await panel.frame.locator('.percent').textContent(),
  };
}

flow('a right click on a picture shows its objects, and a reload keeps all', async (window) => {
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'line-05.jpg');
  // Ground truth lists what is missed too, which has no confidence.
  await hideTruth(panel);
  await panel.rows.getByText('hit').first().waitFor({ state: 'hidden' });
  const all = await scores(panel);
  ok(all.length >= 3, `${all.length} objects are enough to try filters on`);
  await eventually(() => panel.count.textContent(), String(all.length));
  await window.page.getByRole('tab', { name: 'YOLO: line-05.jpg' }).waitFor();

  // The slider filters what is there: the answer stays the same one.
  const roundTrip = panel.frame.locator('.round');
  const answeredIn = await roundTrip.textContent();
  const threshold = ((all[0] ?? 0) + (all.at(-1) ?? 0)) / 2;
  await panel.confidence.fill(threshold.toFixed(2));
  const kept = all.filter((score) => score >= Number(threshold.toFixed(2)));
  await eventually(() => scores(panel), kept);
  ok(kept.length < all.length, 'the slider hid something');
  equal(await roundTrip.textContent(), answeredIn);
  await panel.confidence.fill('0.25');
  await eventually(() => scores(panel), all);

  // A class is hidden from list and picture alike.
  const chip = panel.frame.locator('.classes .chip').first();
  const name = await chip.locator('.chip-name').textContent();
  const drawn = panel.frame.locator(`.pane:visible canvas[aria-label*="${name}"]`);
  await drawn.waitFor();
  await chip.click();
  await drawn.waitFor({ state: 'hidden' });
  equal(await panel.rows.filter({ hasText: name ?? '' }).count(), 0);

  await panel.frame.getByRole('button', { name: 'Next Picture' }).click();
  await answered(panel, 'line-06.jpg');
  await panel.frame.getByRole('button', { name: 'Previous Picture' }).click();
  await answered(panel, 'line-05.jpg');
  await panel.frame.getByRole('button', { name: 'Next Picture' }).click();
  await answered(panel, 'line-06.jpg');
  await panel.confidence.fill('0.5');
  await panel.frame.getByRole('button', { name: 'Zoom In' }).click();
  await panel.frame.getByRole('button', { name: 'Zoom In' }).click();
  await eventually(() => panel.confidence.inputValue(), '0.5');
  const before = await state(panel);
  equal(before.hidden.length > 0, true, 'the hidden class is in the next picture too');

  await reloadWindow(window);
  const again = detectPanel(window);
  await answered(again, 'line-06.jpg');
  await eventually(() => state(again), before);
});

flow('the panel looks right in every theme and in a narrow window', async (window) => {
  await chooseInExplorer(window, 'images/crowded-2.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'crowded-2.jpg');
  // What is drawn has the colours of verdicts, as the picture has ground truth.
  ok((await pixelsOf(panel, VERDICTS.falseAlarm.colour)) > 500, 'false alarms are drawn');
  await panel.rows.first().click();
  await keepScreenshots(window, 'detect');
  await window.page.setViewportSize({ width: 620, height: 900 });
  await keepScreenshot(window, 'detect-with-side-bar');
  await runCommand(window, 'View: Close Primary Side Bar');
  await keepScreenshot(window, 'detect-narrow');
  // A window that is not high leaves most of itself to the picture; the strip keeps up with both.
  await window.page.setViewportSize({ width: 1280, height: 360 });
  const stage = panel.frame.locator('.main > .stage');
  await until('the picture has the room', async () => {
    const { height = 0 } = (await stage.boundingBox()) ?? {};
    return height > 150;
  });
  const current = panel.frame.locator('.thumb[aria-selected="true"]');
  await until('the strip shows where one is', async () => {
    const [strip, thumb] = await Promise.all([
      panel.frame.locator('.thumbs').boundingBox(),
      current.boundingBox(),
    ]);
    if (!strip || !thumb) return false;
    return thumb.x >= strip.x && thumb.x + thumb.width <= strip.x + strip.width;
  });
  await keepScreenshot(window, 'detect-low');
});

flow('everything can be done with the keyboard', async (window) => {
  const { keyboard } = window.page;
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'line-05.jpg');
  const tabTo = async (name: string, key = 'Tab') => {
    const there = panel.frame.locator(`[aria-label="${name}"]:focus`);
    for (let stops = 0; stops < 60; stops++) {
      await keyboard.press(key);
      if ((await there.count()) > 0) return;
    }
    throw new Error(`Tab does not come to ${name}`);
  };
  // A command, as a person would who has no mouse: the panel's own elements follow.
  await runCommand(window, 'View: Focus Active Editor Group');
  await tabTo('Objects');
  const selected = panel.frame.locator('.row[aria-selected="true"]');
  equal(await selected.count(), 0);
  const place = () => selected.getAttribute('aria-posinset');
  await keyboard.press('ArrowDown');
  await eventually(place, '1');
  await keyboard.press('ArrowDown');
  await eventually(place, '2');
  await keyboard.press('End');
  await eventually(place, await panel.count.textContent());
  await keyboard.press('Home');
  await eventually(place, '1');

  // Enter goes close to the object; 0 is the whole picture again, and Escape lets go of it.
  const percent = panel.frame.locator('.percent');
  const whole = await percent.textContent();
  await keyboard.press('Enter');
  await eventually(async () => (await percent.textContent()) !== whole, true);
  await keyboard.press('0');
  await eventually(() => percent.textContent(), whole);
  await keyboard.press('Escape');
  await selected.waitFor({ state: 'detached' });

  await keyboard.press('PageDown');
  await answered(panel, 'line-06.jpg');
  await keyboard.press('PageUp');
  await answered(panel, 'line-05.jpg');

  // Ground truth would be listed as missed; without it, nothing is left at the highest confidence.
  await tabTo('Ground truth', 'Shift+Tab');
  await keyboard.press('Space');
  await eventually(() => panel.rows.getByText('hit').count(), 0);
  const before = (await scores(panel)).length;
  await tabTo('Confidence', 'Shift+Tab');
  await keyboard.press('End');
  await eventually(() => panel.count.textContent(), '0');
  await panel.message.getByText('No objects found').waitFor();
  await keepScreenshot(window, 'detect-none');
  // The message has the way out of it, one stop away.
  await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  await panel.message.waitFor({ state: 'hidden' });
  ok(Number(await panel.count.textContent()) > 0);
  ok(Number(await panel.count.textContent()) <= before);

  await tabTo('Pictures');
  await keyboard.press('ArrowRight');
  await answered(panel, 'line-06.jpg');
  await tabTo('Save and Copy…');
  await keyboard.press('Enter');
  const menu = panel.frame.getByRole('menu');
  await menu.waitFor();
  await keepScreenshot(window, 'detect-menu');
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await panel.notice.getByText('Copied.').waitFor();
  const copied = JSON.parse(await window.page.evaluate(READ_CLIPBOARD)) as { picture: string };
  deepEqual(copied.picture, 'line-06.jpg');
});

/** The tests' own code knows no document. */
const READ_CLIPBOARD = 'navigator.clipboard.readText()';
