import { existsSync } from 'node:fs';
import { installDebianPackages, noDebianPackages } from './debianPackages.ts';
import { findOnPath } from './findOnPath.ts';
import { MeansError } from './meansError.ts';

/** Without fonts of its own Debian's Chromium shows boxes for letters; the last one has Chinese. */
const PACKAGES = ['chromium', 'fonts-dejavu-core', 'fonts-wqy-microhei'];

/** Where macOS keeps it. */
const APPLICATION = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** A Chromium on this machine; YOLO_CHROMIUM names another one. */
export function findChromium(): string | undefined {
  const named = process.env['YOLO_CHROMIUM'];
  if (named) return named;
  if (existsSync(APPLICATION)) return APPLICATION;
  return findOnPath('chromium', 'chromium-browser', 'google-chrome');
}

/** Why there is no Chromium and none can be installed; undefined when all is well. */
export function chromiumMissing(): string | undefined {
  if (findChromium() !== undefined) return undefined;
  const reason = noDebianPackages();
  return reason && `no Chromium (set YOLO_CHROMIUM to one), and ${reason}`;
}

/** The Chromium to use, installed where there is none. */
export async function ensureChromium(): Promise<string> {
  const reason = chromiumMissing();
  if (reason !== undefined) throw new MeansError(reason);
  if (findChromium() === undefined) {
    console.log('Installing Chromium (apt-get); about half a minute …');
    await installDebianPackages('Chromium', PACKAGES);
  }
  const found = findChromium();
  if (found === undefined) throw new MeansError('Chromium was installed but is not on the PATH');
  return found;
}
