import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ROOT, SAMPLES } from '../../../scripts/paths.ts';
import { launchBrowser } from '../../../scripts/vscode/browser.ts';
import { installedVsix } from '../../../scripts/vscode/installedVsix.ts';
import { startServer } from '../../../scripts/vscode/server.ts';
import { temporaryFolder } from '../../../scripts/vscode/temporaryFolder.ts';
import { writeSettings } from '../../../scripts/vscode/userSettings.ts';
import { workbenchAddress } from '../../../scripts/vscode/workbenchAddress.ts';
import { PATIENCE_MS } from './patience.ts';
import { type VsCodeWindow, workbenchReady } from './vsCodeWindow.ts';

export interface LabOptions {
  /** An empty folder is open instead of a copy of the sample workspace. */
  readonly emptyFolder?: boolean;
  /** The workspace is not trusted. */
  readonly restricted?: boolean;
  /** Root's right to open what belongs to others is taken from VS Code. */
  readonly powerless?: boolean;
  /** Puts more into the workspace before a window opens: one that starts misses changes on disk. */
  readonly prepare?: (workspace: string) => void | Promise<void>;
  /** Settings of the person, besides those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Language of VS Code, as `zh-cn`: what it says itself stays English without its language pack. */
  readonly language?: string;
  /** Environment of VS Code, as of a simulated GPU host; asked for once per window's VS Code. */
  readonly env?: () => Readonly<Record<string, string>>;
}

/** A VS Code of its own: server, settings, workspace. */
export interface Lab {
  readonly window: VsCodeWindow;
  readonly close: () => Promise<void>;
}

/** The size that a laptop gives. */
const VIEWPORT = { width: 1280, height: 800 };

let shared: Promise<Browser> | undefined;

/** One browser serves all flows of a file; each flow has a profile of its own in it. */
function browser(): Promise<Browser> {
  shared ??= launchBrowser();
  return shared;
}

/** Ends the shared browser, which would keep the process alive. */
export async function closeBrowser(): Promise<void> {
  await (await shared)?.close();
  shared = undefined;
}

/** The language that a VS Code in the browser finds itself in, and tells its extensions. */
function speak(language: string): string {
  const own = { value: language, writable: false };
  return `Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', ${JSON.stringify(own)});`;
}

/** Starts a fresh VS Code with the extension in it and opens a window. */
export async function openLab(options: LabOptions): Promise<Lab> {
  const folder = temporaryFolder('flow');
  const [workspace, userData] = [join(folder, 'parts'), join(folder, 'user-data')];
  if (options.emptyFolder) mkdirSync(workspace);
  else cpSync(SAMPLES, workspace, { recursive: true });
  await options.prepare?.(workspace);
  writeSettings(userData, options.settings);
  const packaged = await installedVsix();
  const extensions = packaged ?? join(folder, 'extensions');
  const { restricted = false, powerless = false } = options;
  const [server, chromium] = await Promise.all([
    startServer({ userData, extensions, restricted, powerless, env: options.env?.() ?? {} }),
    browser(),
  ]);
  const profile = await chromium.newContext({
    viewport: VIEWPORT,
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  profile.setDefaultTimeout(PATIENCE_MS);
  if (options.language !== undefined) await profile.addInitScript(speak(options.language));
  const { authority } = server;
  const development = packaged === undefined ? ROOT : undefined;
  const address = workbenchAddress({ authority, folder: workspace, development });
  const openAnother = async (): Promise<VsCodeWindow> => {
    const page = await profile.newPage();
    await page.goto(address);
    await workbenchReady(page);
    return { page, workspace, userData, openAnother };
  };
  const close = async () => {
    await profile.close();
    await server.stop();
  };
  try {
    return { window: await openAnother(), close };
  } catch (error) {
    await close();
    throw error;
  }
}
