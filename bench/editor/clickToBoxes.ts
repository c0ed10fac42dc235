import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { chooseInExplorer } from '../../test/vscode/support/explorer.ts';
import { closeBrowser, openLab } from '../../test/vscode/support/lab.ts';
import { runCommand } from '../../test/vscode/support/palette.ts';
import type { VsCodeWindow } from '../../test/vscode/support/vsCodeWindow.ts';
import { NOTE_ANSWERS, NOTE_CLICKS } from './inPage.ts';
import type { Subject } from './subject.ts';

/** Milliseconds from letting go of the mouse on "YOLO: Detect Objects". */
export interface Click {
  /** To the frame with the boxes. */
  readonly boxes: number;
  /** To the panel's own document, which VS Code makes a webview for; negative if it was there. */
  readonly document: number;
}

export interface ClickTimes {
  /** The first picture: the server starts, the panel is made. */
  readonly cold: Click;
  /** The server runs; the panel is made. */
  readonly newPanel: readonly Click[];
  /** The server runs and the panel is open. */
  readonly openPanel: readonly Click[];
}

const PICTURES = Array.from({ length: 11 }, (_, i) => `line-${String(i + 1).padStart(2, '0')}.jpg`);
const PATIENCE_MS = 60_000;

/** Clicks in a VS Code of its own with the package in it; each picture is asked for once. */
export async function measureClicks(
  { vsix }: Subject,
  progress: (step: string) => void,
): Promise<ClickTimes> {
  // The lab installs the package that this names.
  process.env['YOLO_VSIX'] = vsix;
  const { window, close } = await openLab({});
  try {
    await window.page.context().addInitScript(NOTE_ANSWERS);
    await window.page.evaluate(NOTE_CLICKS);
    const [first = '', ...others] = PICTURES;
    progress('click to boxes, cold');
    const cold = await clickToBoxes(window, first);
    const newPanel: Click[] = [];
    const openPanel: Click[] = [];
    for (const [i, picture] of others.entries()) {
      progress(`click to boxes, picture ${i + 1} of ${others.length}`);
      const fresh = i % 2 === 0;
      if (fresh) await runCommand(window, 'View: Close All Editors');
      const click = await clickToBoxes(window, picture);
      (fresh ? newPanel : openPanel).push(click);
    }
    return { cold, newPanel, openPanel };
  } finally {
    await close();
    await closeBrowser();
  }
}

async function clickToBoxes(window: VsCodeWindow, picture: string): Promise<Click> {
  await chooseInExplorer(window, `images/${picture}`, 'YOLO: Detect Objects');
  const { at, origin } = await answerTo(window.page, picture);
  const clicked = await window.page.evaluate<number>('clickedAt');
  return { boxes: at - clicked, document: origin - clicked };
}

/** What the panel's frame noted of an answer; all are milliseconds since 1970. */
interface Note {
  readonly name: string;
  /** When it was on the screen. */
  readonly at: number;
  /** When the frame's document was made. */
  readonly origin: number;
}

/** Looks for the answer in the panel's frame, rarely enough not to be in its way. */
async function answerTo(page: Page, picture: string): Promise<Note> {
  const latest = performance.now() + PATIENCE_MS;
  while (performance.now() < latest) {
    await delay(250);
    for (const frame of page.frames()) {
      const notes = await frame
        .evaluate<readonly Note[] | undefined>('globalThis.answers')
        .catch(() => undefined);
      const note = notes?.findLast(({ name }) => name.includes(picture));
      if (note !== undefined) return note;
    }
  }
  throw new Error(`No boxes were shown for ${picture} within ${PATIENCE_MS / 1000} s.`);
}
