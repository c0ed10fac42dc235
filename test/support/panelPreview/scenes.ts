import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../../../scripts/paths.ts';
import { ContractError } from '../../../src/contract/contractError.ts';
import type { Target } from '../../../src/ui/target.ts';
import { crowd } from './crowd.ts';
import { person, Uri, useBundle } from './fakeVscode.ts';
import { PAN_FRAMES, PASTE_PICTURE } from './inPage.ts';
import type { Preview } from './preview.ts';
import type { ThemeName } from './themes.ts';

const PHOTOS = '../shared/conformance/photos';
const PARTS = 'samples/parts/images';
const THEMES: readonly ThemeName[] = ['dark', 'light', 'hc', 'hc-light'];

/** Waits until the first answer is on the stage. */
async function answered(page: Page): Promise<void> {
  await page.waitForSelector('body.answered', { timeout: 60_000 });
}

const broken: Target = {
  id: 'broken',
  label: 'line-a',
  place: 'GPU 0',
  connect: () =>
    Promise.reject(
      new ContractError(
        'unreachable',
        'No server answers at http://127.0.0.1:5000: connect ECONNREFUSED.',
      ),
    ),
};

const slow: Target = {
  id: 'slow',
  label: 'line-b',
  place: 'GPU 1',
  connect: () => new Promise(() => undefined),
};

/** Names of what Tab stops at, in order. */
async function tabStops(page: Page): Promise<string[]> {
  const stops: string[] = [];
  await page.locator('.toolbar vscode-button').first().focus();
  for (let i = 0; i < 24; i++) {
    stops.push(
      await page.evaluate(() => {
        const { activeElement } = (globalThis as never)['document'] as {
          activeElement: {
            tagName: string;
            textContent: string;
            getAttribute(name: string): string | null;
          };
        };
        return (
          activeElement.getAttribute('aria-label') ??
          `${activeElement.tagName} ${activeElement.textContent}`
        );
      }),
    );
    await page.keyboard.press('Tab');
  }
  return stops;
}

/** What to look at, by the name of its screenshot. */
export const SCENES: Readonly<Record<string, (preview: Preview) => Promise<void>>> = {
  bus: async (preview) => {
    preview.use('yolov8n-uint8.onnx', 'yolov10n-int8.onnx');
    for (const theme of THEMES) {
      const page = await preview.open([`${PHOTOS}/bus.jpg`], { theme });
      await answered(page);
      await page.keyboard.press('Tab');
      await preview.shot(page, theme);
      await page.close();
    }
  },
  narrow: async (preview) => {
    preview.use('yolov8n-uint8.onnx', 'yolov10n-int8.onnx');
    const page = await preview.open([`${PHOTOS}/bus.jpg`], { width: 290, height: 800, scale: 2 });
    await answered(page);
    await preview.shot(page);
    await page.locator('vscode-dropdown').nth(1).click();
    await page.locator('vscode-dropdown').nth(1).locator('vscode-option').nth(1).click();
    await page.waitForSelector('.summary:not([hidden])', { timeout: 60_000 });
    await page.click('.segment:nth-child(2)');
    await preview.shot(page, 'compare');
    await page.close();
  },
  select: async (preview) => {
    preview.use('yolov8n-uint8.onnx');
    const page = await preview.open([`${PHOTOS}/bus.jpg`], { scale: 2 });
    await answered(page);
    await page.focus('.list');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await preview.shot(page);
    await page.click('.menu-anchor vscode-button');
    await preview.shot(page, 'menu');
    await page.close();
  },
  side: async (preview) => {
    preview.use('yolov8n-uint8.onnx', 'yolov10n-int8.onnx');
    const page = await preview.open([`${PHOTOS}/bus.jpg`]);
    await answered(page);
    await page.locator('vscode-dropdown').nth(1).click();
    await page.locator('vscode-dropdown').nth(1).locator('vscode-option').nth(1).click();
    await page.waitForSelector('.summary:not([hidden])', { timeout: 60_000 });
    await preview.shot(page);
    await page.click('.segment:nth-child(2)');
    await preview.shot(page, 'overlaid');
    await page.close();
  },
  parts: async (preview) => {
    preview.use(
      `${ROOT}/samples/parts/models/parts-v8.onnx`,
      `${ROOT}/samples/parts/models/parts-v10.onnx`,
    );
    const page = await preview.open([`${PARTS}/crowded-2.jpg`], { theme: 'light' });
    await answered(page);
    await page.locator('vscode-dropdown').nth(1).click();
    await page.locator('vscode-dropdown').nth(1).locator('vscode-option').nth(1).click();
    await page.click('.segment:nth-child(2)');
    await page.waitForSelector('.times', { timeout: 60_000 });
    await preview.shot(page);
    await page.close();
  },
  tasks: async (preview) => {
    const tasks = {
      segment: ['yolov8n-seg-uint8.onnx', 'bus.jpg'],
      pose: ['yolov8n-pose-uint8.onnx', 'bus.jpg'],
      obb: ['yolov8n-obb-uint8.onnx', 'ships-aerial.jpg'],
      classify: ['yolov8n-cls-uint8.onnx', 'bus.jpg'],
    } as const;
    for (const [task, [model, photo]] of Object.entries(tasks)) {
      preview.use(model);
      const page = await preview.open([`${PHOTOS}/${photo}`]);
      await answered(page);
      await preview.shot(page, task);
      await page.close();
    }
  },
  truth: async (preview) => {
    preview.use(`${ROOT}/samples/parts/models/parts-v8.onnx`);
    const page = await preview.open([`${PARTS}/crowded-1.jpg`]);
    await answered(page);
    await preview.shot(page);
    await page.click('.run vscode-button');
    await page.waitForTimeout(600);
    await preview.shot(page, 'running');
    await page.waitForSelector('progress', { state: 'hidden', timeout: 60_000 });
    await preview.shot(page, 'run');
    await page.close();
  },
  truthBroken: async (preview) => {
    preview.use(`${ROOT}/samples/parts/models/parts-v8.onnx`);
    const folder = preview.file('broken');
    await mkdir(folder, { recursive: true });
    await copyFile(`${ROOT}/${PARTS}/line-05.jpg`, `${folder}/a.jpg`);
    await copyFile(`${ROOT}/${PARTS}/line-06.jpg`, `${folder}/c.jpg`);
    await writeFile(`${folder}/b.jpg`, '');
    const lines = ['x y', '1 0.3 0.3 0 0.1', '0 0.5 0.5 0.1 0.1 0.9', '9 0.5 0.5 0.1 0.1'];
    await writeFile(`${folder}/a.txt`, lines.join('\n'));
    const page = await preview.open([relative(ROOT, `${folder}/a.jpg`)], { width: 930 });
    await answered(page);
    await preview.shot(page);
    await page.close();
  },
  behaviour: async (preview) => {
    preview.use(`${ROOT}/samples/parts/models/parts-v8.onnx`);
    const page = await preview.open([`${PARTS}/line-01.jpg`]);
    await answered(page);
    const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();
    const seen: Record<string, unknown> = { first: await text('.picture-name') };
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(400);
    seen['after Page Down'] = await text('.picture-name');
    seen['objects at 0.25'] = await text('.objects .count');
    await page.focus('.slider input');
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(100);
    seen['objects at 0.85'] = await text('.objects .count');
    await page.focus('.pane canvas');
    await page.keyboard.press('1');
    await page.keyboard.press('ArrowLeft');
    await page.waitForTimeout(400);
    seen['state'] = await page.evaluate(() => (globalThis as never)['savedState']);
    seen['tab stops'] = await tabStops(page);
    await page.evaluate(PASTE_PICTURE);
    await page.waitForTimeout(1200);
    seen['after paste'] = await text('.picture-name');
    await preview.shot(page);
    await page.close();
    process.stdout.write(`${JSON.stringify(seen, undefined, 1)}\n`);
  },
  chinese: async (preview) => {
    const bundle = await readFile(`${ROOT}/l10n/bundle.l10n.zh-cn.json`, 'utf8');
    useBundle(JSON.parse(bundle));
    preview.use(`${ROOT}/samples/parts/models/parts-v8.onnx`);
    const page = await preview.open([`${PARTS}/crowded-3.jpg`], { theme: 'hc' });
    await answered(page);
    person.saveTo = Uri.file(preview.file('annotated.png'));
    await page.click('.menu-anchor vscode-button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice:not([hidden])');
    await preview.shot(page);
    await page.close();
    useBundle({});
  },
  restored: async (preview) => {
    preview.use(`${ROOT}/samples/parts/models/parts-v8.onnx`);
    const page = await preview.open([`${PARTS}/dim-1.jpg`]);
    await answered(page);
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(800);
    const state: unknown = await page.evaluate('savedState');
    const name = (other: Page): Promise<string> => other.locator('.picture-name').innerText();
    // The panel was hidden: its webview starts afresh, and the host replays what it has.
    const again = await preview.replay(state);
    await answered(again);
    process.stdout.write(`before ${await name(page)}, shown again ${await name(again)}\n`);
    await preview.open([`${PARTS}/soft-1.jpg`]).then((other) => other.close());
    const wished = await preview.replay(state);
    await answered(wished);
    process.stdout.write(`after a wish while hidden ${await name(wished)}\n`);
  },
  crowd: async (preview) => {
    preview.use(crowd(2000, 810, 1080));
    const page = await preview.open([`${PHOTOS}/bus.jpg`], { theme: 'light' });
    await answered(page);
    await preview.shot(page);
    const frames = await page.evaluate(PAN_FRAMES);
    process.stdout.write(`2,000 boxes while panning: ${JSON.stringify(frames)}\n`);
    await page.close();
  },
  none: async (preview) => {
    preview.use('yolov8n-uint8.onnx');
    const page = await preview.open([`${PARTS}/empty-belt.jpg`]);
    await answered(page);
    await preview.shot(page);
    await page.close();
  },
  errors: async (preview) => {
    preview.use(broken);
    let page = await preview.open([`${PHOTOS}/bus.jpg`]);
    await page.waitForSelector('.message:not([hidden])');
    await preview.shot(page, 'target');
    await page.close();
    preview.use(slow);
    page = await preview.open([`${PHOTOS}/bus.jpg`]);
    await page.waitForSelector('.wait:not([hidden])');
    await preview.shot(page, 'waiting');
    await page.close();
    preview.use();
    page = await preview.open([`${PHOTOS}/bus.jpg`]);
    await page.waitForSelector('.message:not([hidden])');
    await preview.shot(page, 'no-target');
    await page.close();
    preview.use('yolov8n-uint8.onnx');
    page = await preview.open([], { theme: 'light' });
    await page.waitForSelector('.message:not([hidden])');
    await preview.shot(page, 'empty');
    await page.close();
    page = await preview.open([`${PHOTOS}/gone.jpg`], { theme: 'light' });
    await page.waitForSelector('.message:not([hidden])');
    await preview.shot(page, 'gone');
    await page.close();
  },
};
