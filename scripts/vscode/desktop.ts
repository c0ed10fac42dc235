import { join } from 'node:path';
import { download } from '@vscode/test-electron';
import { findOnPath } from './findOnPath.ts';
import { TOOL_CACHE } from './toolCache.ts';

/** Where VS Code is downloaded from; asked first, because a download retries for long. */
const RELEASES = 'https://update.code.visualstudio.com/api/releases/stable';

async function downloadable(): Promise<boolean> {
  try {
    return (await fetch(RELEASES, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

/** A desktop program on Linux needs a display. */
function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/**
 * The VS Code desktop program to test in: the one that YOLO_VSCODE names, else a downloaded one
 * where there is a display and a way to the download. Undefined: the stand-in is used.
 */
export async function desktopForTests(): Promise<string | undefined> {
  const named = process.env['YOLO_VSCODE'];
  if (named) return named;
  if (!hasDisplay() || !(await downloadable())) return undefined;
  return download({ cachePath: join(TOOL_CACHE, 'vscode-desktop') });
}

/** The VS Code that a person has, and can see. */
export function installedDesktop(): string | undefined {
  if (!hasDisplay()) return undefined;
  return process.env['YOLO_VSCODE'] || findOnPath('code', 'code.cmd', 'codium', 'code-insiders');
}
