// Shows the detection panel without VS Code: its real host code and its real document, in Chromium,
// with real answers, in VS Code's themes. Keeps screenshots to look at.
//   node scripts/webviewPreview.ts [--out FOLDER] [--only NAME]
import '../test/support/panelPreview/useFakeVscode.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWebview } from '../test/support/panelPreview/previewPage.ts';
import { ROOT } from './paths.ts';
import { launchBrowser } from './vscode/browser.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, '.cache/webview-preview') },
    only: { type: 'string' },
  },
});
await mkdir(values.out, { recursive: true });
await bundleWebview(ROOT, values.out);
const { Preview } = await import('../test/support/panelPreview/preview.ts');
const { SCENES } = await import('../test/support/panelPreview/scenes.ts');
const browser = await launchBrowser();
const preview = new Preview(browser, values.out);
try {
  for (const [name, scene] of Object.entries(SCENES)) {
    if (values.only !== undefined && !name.includes(values.only)) continue;
    console.log(name);
    await preview.start(name);
    await scene(preview);
  }
} finally {
  await preview.stop();
  await browser.close();
}
