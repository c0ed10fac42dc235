import { equal } from 'node:assert/strict';
import { chmodSync, mkdtempSync, renameSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/freePort.ts';
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

const socketAt = (name: string): string => join(folder, name);

/** An engine of long ago. */
async function oldEngine(): Promise<Server> {
  const old = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ Version: '17.03', ApiVersion: '1.27', Os: 'linux', Arch: 'amd64' }),
    );
  });
  await new Promise<void>((listening) => old.listen(socketAt('old.sock'), listening));
  return old;
}

flow(
  'every way in which an engine cannot be used has its own words and next step',
  async (window) => {
    const { page } = window;
    const use = (host: string): void =>
      machineSettings({ 'yolo.engine.host': host })(window.workspace);
    const old = await oldEngine();
    await openDeployments(window);
    await page.getByText('This Docker is too old').waitFor();
    await keepScreenshot(window, 'deployments-too-old');

    // Nobody listens behind it any more, as when the service has been stopped.
    renameSync(socketAt('old.sock'), socketAt('stale.sock'));
    await new Promise((closed) => old.close(closed));
    use(`unix://${socketAt('stale.sock')}`);
    await page.getByText('Docker is not running').waitFor();
    await keepScreenshot(window, 'deployments-not-running');

    const theirs = createServer().listen(socketAt('theirs.sock'));
    chmodSync(socketAt('theirs.sock'), 0o000);
    try {
      use(`unix://${socketAt('theirs.sock')}`);
      await page.getByText(/You may not use Docker’s socket.*usermod -aG docker/).waitFor();
      await keepScreenshots(window, 'deployments-no-permission');
    } finally {
      theirs.close();
    }

    use(`tcp://127.0.0.2:${await freePort('127.0.0.2')}`);
    await page.getByText('No Docker Engine answers at the address that is set').waitFor();
    await keepScreenshots(window, 'deployments-unreachable');
    await page.setViewportSize({ width: 620, height: 700 });
    await keepScreenshot(window, 'deployments-unreachable-narrow');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByText('Show Log').click();
    await page
      .getByText(/No\sDocker\sEngine\sanswers\sat\stcp:/)
      .first()
      .waitFor();
    equal(await page.locator('.notification-toast').count(), 0);
  },
  { ...at('old.sock'), powerless: true },
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
