import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type ServerOptions, startServer } from './server.ts';
import { type WorkbenchAddress, workbenchAddress } from './workbenchAddress.ts';

export interface ExtensionHostRun extends ServerOptions, Omit<WorkbenchAddress, 'authority'> {
  /** Receives what the extension host prints. */
  readonly print: (args: readonly unknown[]) => void;
}

/** A window that has not finished its tests after this long hangs. */
const TIMEOUT_MS = 10 * 60_000;

/** Opens a window that runs tests in its extension host; resolves with their exit code. */
export async function runInExtensionHost(run: ExtensionHostRun): Promise<number> {
  const [server, browser] = await Promise.all([startServer(run), launchBrowser()]);
  try {
    const page = await browser.newPage();
    return await new Promise<number>((resolve, reject) => {
      listen(page, run.print, resolve, reject)
        .then(() => page.goto(workbenchAddress({ ...run, authority: server.authority })))
        .catch(reject);
    });
  } finally {
    await Promise.all([browser.close(), server.stop()]);
  }
}

/** VS Code hands log and exit code to these two functions when the page has them. */
async function listen(
  page: Page,
  print: ExtensionHostRun['print'],
  ended: (code: number) => void,
  failed: (error: Error) => void,
): Promise<void> {
  const fail = (why: string) => failed(new Error(`The window ${why} before its tests ended.`));
  setTimeout(() => fail('ran out of time'), TIMEOUT_MS).unref();
  page.on('crash', () => fail('crashed'));
  page.on('close', () => fail('was closed'));
  await page.exposeFunction('codeAutomationExit', ended);
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) =>
    print(args),
  );
}
