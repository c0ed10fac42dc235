import type { FrameLocator } from 'playwright-core';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** What the visible webview shows; with several side by side, the one at this place. */
export function webview({ page }: VsCodeWindow, place = 0): FrameLocator {
  return page
    .locator('iframe.webview.ready:visible')
    .nth(place)
    .contentFrame()
    .locator('#active-frame')
    .contentFrame();
}
