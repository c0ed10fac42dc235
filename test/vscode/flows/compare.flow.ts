import { equal, ok } from 'node:assert/strict';
import { VERDICTS } from '../../../webview/detect/logic/verdicts.ts';
import {
  answered,
  type DetectPanel,
  detectPanel,
  hideTruth,
  pixelsOf,
} from '../support/detectPanel.ts';
import { eventually, until } from '../support/eventually.ts';
import { revealInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { runCommand } from '../support/palette.ts';
import { reloadWindow } from '../support/reload.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';

/** Chooses a target in one of the toolbar's lists, as a person does. */
async function choose({ frame }: DetectPanel, list: string, target: RegExp): Promise<void> {
  const box = frame.getByRole('combobox', { name: list, exact: true });
  await box.click();
  await box.getByRole('option', { name: target }).click();
}

async function counts({ frame }: DetectPanel) {
  const of = async (verdict: string) =>
    Number(await frame.locator(`.summary [data-verdict="${verdict}"] .chip-count`).textContent());
  return {
    agreed: await of('agreed'),
    onlyLeft: await of('onlyLeft'),
    onlyRight: await of('onlyRight'),
    classDiffers: await of('classDiffers'),
  };
}

/** Colours of what only one of the two found; labels are filled with them. */
const [LEFT, RIGHT] = [VERDICTS.onlyLeft.colour, VERDICTS.onlyRight.colour];
/** A photograph may have a pixel of just that colour; a single label has hundreds. */
const A_LABEL = 300;

flow('two models are compared side by side and over one picture', async (window) => {
  await (await revealInExplorer(window, 'images/crowded-2.jpg')).click();
  await window.page.getByRole('tab', { name: 'crowded-2.jpg' }).waitFor();
  await runCommand(window, 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'crowded-2.jpg');
  await panel.frame.locator('.answer-who', { hasText: 'parts-v8' }).waitFor();
  // Objects that are missed would be listed too.
  await hideTruth(panel);
  await panel.rows.getByText('hit').first().waitFor({ state: 'hidden' });
  const left = Number(await panel.count.textContent());
  await choose(panel, 'Target', /parts-v10/);
  await panel.frame.locator('.answer-who', { hasText: 'parts-v10' }).waitFor();
  const right = Number(await panel.count.textContent());
  await choose(panel, 'Target', /parts-v8/);
  await panel.frame.locator('.answer-who', { hasText: 'parts-v8' }).waitFor();

  await choose(panel, 'Compare with', /parts-v10/);
  await panel.frame.getByRole('heading', { name: 'Comparison' }).waitFor();
  equal(await panel.canvas.count(), 2);
  const { agreed, onlyLeft, onlyRight, classDiffers } = await counts(panel);
  equal(agreed + onlyLeft + classDiffers, left);
  equal(agreed + onlyRight + classDiffers, right);
  ok(agreed > 0 && onlyLeft > 0 && onlyRight > 0, 'the models differ, and not in everything');
  equal(await panel.count.textContent(), String(agreed + onlyLeft + onlyRight + classDiffers));
  await panel.frame.getByText(/ms faster|the same time/).waitFor();
  await keepScreenshots(window, 'compare');

  // A kind of object can be hidden; it is still counted.
  const chip = panel.frame.locator('.summary [data-verdict="agreed"]');
  await chip.click();
  await eventually(() => panel.count.textContent(), String(onlyLeft + onlyRight + classDiffers));
  equal((await counts(panel)).agreed, agreed);
  await chip.click();

  await panel.frame.getByRole('button', { name: 'Overlaid' }).click();
  await eventually(() => panel.canvas.count(), 1);
  const seen = async (colour: string) => (await pixelsOf(panel, colour)) > A_LABEL;
  await until('both are whole', async () => (await seen(LEFT)) && (await seen(RIGHT)));
  await keepScreenshot(window, 'compare-overlaid');
  const fade = panel.frame.getByRole('slider', { name: 'Fade' });
  await fade.fill('0');
  await until('the left one alone', async () => (await seen(LEFT)) && !(await seen(RIGHT)));
  await fade.press('End');
  await until('the right one alone', async () => !(await seen(LEFT)) && (await seen(RIGHT)));
  equal(await fade.getAttribute('aria-valuetext'), 'parts-v8 0 %, parts-v10 100 %');
  await keepScreenshot(window, 'compare-faded');
  // What is faded out of the picture is still listed.
  equal(await panel.count.textContent(), String(agreed + onlyLeft + onlyRight + classDiffers));

  await reloadWindow(window);
  await answered(panel, 'crowded-2.jpg');
  await eventually(() => fade.inputValue(), '1');
  await until('the right one alone', async () => !(await seen(LEFT)) && (await seen(RIGHT)));
  await choose(panel, 'Compare with', /Nothing/);
  await eventually(() => panel.count.textContent(), String(left));
});
