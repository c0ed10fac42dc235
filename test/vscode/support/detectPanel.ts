import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from './eventually.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';
import { webview } from './webview.ts';

/** The detection panel as a person sees it. */
export interface DetectPanel {
  readonly frame: FrameLocator;
  /** Name of the picture on the stage. */
  readonly picture: Locator;
  /** The canvas; its name says what is on it. */
  readonly canvas: Locator;
  /** How many objects are listed. */
  readonly count: Locator;
  readonly rows: Locator;
  readonly confidence: Locator;
  /** The sentences over the stage: an error, or that nothing was found. */
  readonly message: Locator;
  /** What the panel says for a moment, such as "Copied." */
  readonly notice: Locator;
}

/** The visible detection panel; with several side by side, the one at this place. */
export function detectPanel(window: VsCodeWindow, place = 0): DetectPanel {
  const frame = webview(window, place);
  return {
    frame,
    picture: frame.locator('.picture-name'),
    canvas: frame.locator('.pane:visible canvas'),
    count: frame.locator('.objects .count'),
    rows: frame.locator('.row'),
    confidence: frame.getByRole('slider', { name: 'Confidence' }),
    message: frame.locator('.message:visible'),
    notice: frame.locator('.notice:visible'),
  };
}

/** Waits until a picture is on the stage with what was found in it. */
export async function answered({ frame }: DetectPanel, picture: string): Promise<void> {
  await frame.locator('.picture-name', { hasText: picture }).waitFor();
  // The canvas is named after the picture and what is drawn on it.
  await frame.locator(`body.answered canvas[aria-label^="${picture}: "]`).first().waitFor();
  await frame.locator('.wait').waitFor({ state: 'hidden' });
}

/** The confidences in the list, from the first row on. */
export async function scores({ rows }: DetectPanel): Promise<number[]> {
  const texts = await rows.locator('.row-score').allTextContents();
  return texts.filter((text) => text !== '').map(Number);
}

/** How many pixels of the first canvas have exactly this colour, `#rrggbb`; labels are filled with it. */
export function pixelsOf({ canvas }: DetectPanel, colour: string): Promise<number> {
  return canvas.first().evaluate((element, hex) => {
    // The tests' own code knows no document.
    const { width, height, getContext } = element as never as {
      width: number;
      height: number;
      getContext(kind: '2d'): { getImageData(...area: number[]): { data: Uint8ClampedArray } };
    };
    const { data } = getContext.call(element, '2d').getImageData(0, 0, width, height);
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] === r && data[i + 1] === g && data[i + 2] === b) count++;
    }
    return count;
  }, colour);
}

/** Takes the ground truth off the picture. */
export async function hideTruth({ frame }: DetectPanel): Promise<void> {
  const truth = frame.getByRole('checkbox', { name: 'Ground truth' });
  // Its state follows a frame later, which is too late for Playwright's own "uncheck".
  await truth.click();
  await eventually(() => truth.isChecked(), false);
}
