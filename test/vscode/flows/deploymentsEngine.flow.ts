import { equal } from 'node:assert/strict';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openDeployments } from '../support/deploymentsView.ts';
import { flow } from '../support/flow.ts';
import { machineSettings } from '../support/machineSettings.ts';
import { runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';

const folder = mkdtempSync(join(tmpdir(), 'yolo-engine-'));
const at = (name: string) => ({
  emptyFolder: true,
  prepare: machineSettings({ 'yolo.engine.host': `unix://${join(folder, name)}` }),
});

flow(
  'without Docker the view says so, with what to do, and nothing pops up',
  async (window) => {
    await openDeployments(window);
    await window.page.getByText('No Docker is installed here').waitFor();
    await window.page.getByRole('button', { name: 'Try Again' }).waitFor();
    await keepScreenshots(window, 'deployments-not-installed');
    equal(await window.page.locator('.notification-toast').count(), 0);
    await runCommand(window, 'YOLO: Choose Docker Context…');
    const picker = window.page.locator('.quick-input-widget');
    await picker.getByText('As Docker itself').waitFor();
    await picker.getByText('none.sock').waitFor();
    await keepScreenshot(window, 'choose-context');
    await window.page.keyboard.press('Escape');
  },
  at('none.sock'),
);

/** An engine of long ago. */
const old = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({ Version: '17.03', ApiVersion: '1.27', Os: 'linux', Arch: 'amd64' }),
  );
});
old.listen(join(folder, 'old.sock'));
after(() => old.close());

flow(
  'an engine that is too old is named, and one that is not running',
  async (window) => {
    await openDeployments(window);
    await window.page.getByText('This Docker is too old').waitFor();
    await keepScreenshot(window, 'deployments-too-old');
    writeFileSync(join(folder, 'file.sock'), '');
    chmodSync(join(folder, 'file.sock'), 0o600);
    await new Promise((closed) => old.close(closed));
    await window.page.getByRole('button', { name: 'Try Again' }).click();
    await window.page.getByText(/Docker is not running|No Docker is installed/).waitFor();
  },
  at('old.sock'),
);

flow(
  'in restricted mode deployments can be looked at, not changed',
  async (window) => {
    await openDeployments(window);
    await window.page.getByText('No Docker is installed here').waitFor();
    await window.page.keyboard.press('F1');
    const input = window.page.locator('.quick-input-widget:visible input');
    const offered = window.page.getByRole('option', { name: /^YOLO: .* Deployments?/ });
    await input.fill('>YOLO: Deployment');
    await offered.filter({ hasText: 'Refresh Deployments' }).waitFor();
    await offered.filter({ hasText: 'Show Deployment Log' }).waitFor();
    equal(await offered.filter({ hasText: 'Stop Deployment' }).count(), 0);
  },
  { ...at('none.sock'), restricted: true },
);
