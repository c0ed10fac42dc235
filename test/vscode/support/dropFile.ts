import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Locator } from 'playwright-core';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/**
 * Drags a file out of another program onto an element and lets go of it. The drag is Chromium's own,
 * so that everything in the way of a real one is in its way too. The drop is not: Chromium does not
 * hand files that a debugger names to a frame of another process, so the frame is given it directly.
 *
 * @param above called while the file is held above the element.
 */
export async function dropFile(
  { page }: VsCodeWindow,
  onto: Locator,
  file: string,
  above: () => Promise<void>,
): Promise<void> {
  const box = await onto.boundingBox();
  if (!box) throw new Error('What is dropped onto is not visible.');
  const browser = await page.context().newCDPSession(page);
  const say = (type: 'dragEnter' | 'dragOver' | 'dragCancel') =>
    browser.send('Input.dispatchDragEvent', {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data: { items: [], files: [file], dragOperationsMask: 1 },
    });
  await say('dragEnter');
  await say('dragOver');
  await above();
  const bytes = readFileSync(file).toString('base64');
  // A text, because the tests' own code knows no document.
  await onto.evaluate(`{
    const bytes = Uint8Array.from(atob('${bytes}'), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], ${JSON.stringify(basename(file))}));
    document.body.dispatchEvent(
      new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  }`);
  await say('dragCancel');
  await browser.detach();
}
