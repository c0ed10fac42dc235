// The panel's host code imports `vscode`, which this puts a stand-in for.
import '../../test/support/panelPreview/useFakeVscode.ts';
import { cpSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Browser } from 'playwright-core';
import { ROOT, SAMPLES } from '../../scripts/paths.ts';
import { launchBrowser } from '../../scripts/vscode/browser.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';
import { crowd } from '../../test/support/panelPreview/crowd.ts';
import { bundleWebview } from '../../test/support/panelPreview/previewPage.ts';
import { pan } from './inPage.ts';

/** One drag over the picture. */
export interface Panning {
  readonly boxes: number;
  /** Device pixels in one CSS pixel. */
  readonly ratio: number;
  /** The stage in device pixels. */
  readonly canvas: string;
  /** Milliseconds from frame to frame. */
  readonly frames: readonly number[];
  /** Milliseconds of each frame in which scripts ran. */
  readonly scripts: readonly number[];
}

/** All drags, and Chromium’s word for who draws on canvases: software or graphics processor. */
export interface PanningTimes {
  readonly drags: readonly Panning[];
  readonly canvas2d: string;
}

const FRAMES = 240;
const WARM_UP_FRAMES = 30;
const BOXES = [0, 200, 2000];
const RATIOS = [1, 2];
const PICTURE = { path: join(SAMPLES, 'images', 'crowded-1.jpg'), width: 1280, height: 960 };
const CANVAS_SIZE =
  "(({ width, height }) => [width, height].join('×'))(document.querySelector('.pane canvas'))";

/** Drags in the panel's real document, played in Chromium in the size that VS Code gives it. */
export async function measurePanning(progress: (step: string) => void): Promise<PanningTimes> {
  const folder = temporaryFolder('panel');
  await bundleWebview(ROOT, folder);
  const { Preview } = await import('../../test/support/panelPreview/preview.ts');
  const browser = await launchBrowser();
  const preview = new Preview(browser, folder);
  const drags: Panning[] = [];
  // Away from its labels, whose boxes would be drawn too.
  const picture = join(folder, 'picture.jpg');
  cpSync(PICTURE.path, picture);
  try {
    for (const ratio of RATIOS) {
      for (const boxes of BOXES) {
        progress(`panning ${boxes} boxes at pixel ratio ${ratio}`);
        preview.use(crowd(boxes, PICTURE.width, PICTURE.height));
        const page = await preview.open([relative(ROOT, picture)], { scale: ratio });
        await page.waitForSelector('body.answered');
        const listed = await page.locator('.objects .count').textContent();
        if (Number(listed?.replaceAll(/\D/g, '') || 0) !== boxes) {
          throw new Error(`The panel lists ${listed} boxes of ${boxes}.`);
        }
        await page.evaluate(pan(WARM_UP_FRAMES));
        const canvas = await page.evaluate<string>(CANVAS_SIZE);
        const times = await page.evaluate<Pick<Panning, 'frames' | 'scripts'>>(pan(FRAMES));
        drags.push({ boxes, ratio, canvas, ...times });
        await page.close();
      }
    }
    return { drags, canvas2d: await canvas2d(browser) };
  } finally {
    await preview.stop();
    await browser.close();
  }
}

/** What Chromium says of how it draws on canvases. */
async function canvas2d(browser: Browser): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  const { gpu } = await session.send('SystemInfo.getInfo');
  return String(
    (gpu.featureStatus as Record<string, unknown> | undefined)?.['2d_canvas'] ?? 'unknown',
  );
}
