import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { FakePanel } from './fakeVscode.ts';
import { THEME_CLASS, type ThemeName, themeStyle } from './themes.ts';

/** Bundles the webview into a folder of its own, so that a build at the same time is not disturbed. */
export async function bundleWebview(root: string, folder: string): Promise<void> {
  await build({
    bundle: true,
    platform: 'browser',
    target: 'chrome134',
    format: 'esm',
    entryPoints: { detect: join(root, 'webview/detect/main.ts') },
    outdir: join(folder, 'dist/webview'),
    logLevel: 'warning',
  });
}

export interface PageOptions {
  readonly theme: ThemeName;
  readonly width: number;
  readonly height: number;
  readonly scale?: number;
  readonly state?: unknown;
}

/** Plays a panel in a browser: the real document with its policy, VS Code's variables, its API. */
export async function openPanel(
  browser: Browser,
  panel: FakePanel,
  { theme, width, height, scale = 1, state }: PageOptions,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      process.stderr.write(`page: ${message.text()}\n`);
  });
  page.on('pageerror', (error) => process.stderr.write(`page: ${error.stack ?? error.message}\n`));
  await page.exposeFunction('toHost', (message: unknown) => panel.fromWebview.fire(message));
  await page.addInitScript((saved) => {
    let current = saved;
    const scope = globalThis as unknown as Record<string, unknown>;
    scope['acquireVsCodeApi'] = () => ({
      postMessage: (message: unknown) =>
        void (scope['toHost'] as (message: unknown) => void)(message),
      getState: () => current,
      setState: (next: unknown) => {
        current = next;
        scope['savedState'] = next;
      },
    });
  }, state);
  panel.deliver = (message) => {
    const post = (data: unknown): void =>
      (globalThis as unknown as { postMessage(data: unknown, origin: string): void }).postMessage(
        data,
        '*',
      );
    page.evaluate(post, message).catch(() => undefined);
  };
  await page.route('https://webview.test/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname !== '/panel') return route.fulfill({ path: decodeURIComponent(pathname) });
    const style = `<style nonce>${themeStyle(theme)}</style>`;
    const html = panel.webview.html
      .replace('<head>', `<head>${style}`)
      .replace('<body>', `<body class="${THEME_CLASS[theme]}">`)
      // VS Code's own style, which the panel's policy allows in a real webview.
      .replace(
        "default-src 'none'",
        "default-src 'none'; style-src-elem 'unsafe-inline' https://webview.test",
      );
    return route.fulfill({ contentType: 'text/html', body: html });
  });
  await page.goto('https://webview.test/panel');
  return page;
}
