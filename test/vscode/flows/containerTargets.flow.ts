import { equal, match, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { chooseInRow, deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { answered, type DetectPanel, detectPanel, hideTruth } from '../support/detectPanel.ts';
import { until } from '../support/eventually.ts';
import { flow } from '../support/flow.ts';
import { modelStatus } from '../support/modelsView.ts';
import { pick } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

const { lab, options } = await deploymentsLab();

/** Chooses a target in one of the toolbar's lists. */
async function choose({ frame }: DetectPanel, list: string, target: RegExp): Promise<void> {
  const box = frame.getByRole('combobox', { name: list, exact: true });
  await box.click();
  await box.getByRole('option', { name: target }).click();
}

/** A choice that copied nothing within this time was lost: the list was drawn anew under its menu. */
const COPIED_MS = 10_000;
const CHOICES = 5;

/** Chooses an entry of the menu of `press` and returns what it copies, which begins like this. */
async function copied(window: VsCodeWindow, entry: string, beginning: string): Promise<string> {
  const { page } = window;
  const clipboard = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
  let text = '';
  // An attempt before may have left its own.
  await page.evaluate("navigator.clipboard.writeText('')");
  for (let choices = 1; choices <= CHOICES; choices++) {
    await chooseInRow(window, /^press, ready/, entry);
    for (const latest = performance.now() + COPIED_MS; performance.now() < latest; ) {
      text = await clipboard();
      if (text.startsWith(beginning)) return text;
      await delay(100);
    }
    await keepScreenshot(window, `failed/${entry} ${choices}`);
  }
  throw new Error(`${entry} copied nothing; the clipboard holds ${JSON.stringify(text)}`);
}

flow(
  'detection through a container, compared with the same model here and with another container',
  async (window) => {
    await lab.clean();
    await lab.deployed('press', { port: 15_811 });
    await lab.deployed('paint', { port: 15_812 });
    await openDeployments(window);
    await chooseInRow(window, /^press, ready/, 'Detect with Deployment');
    await pick(window, 'images/line-05.jpg');
    const panel = detectPanel(window);
    await answered(panel, 'line-05.jpg');
    await panel.frame.locator('.answer-who', { hasText: 'Container (CPU) · :15811' }).waitFor();
    await modelStatus(window).getByText('press').waitFor();
    // Objects that are missed would be listed too.
    await hideTruth(panel);
    await panel.rows.getByText('hit').first().waitFor({ state: 'hidden' });
    const found = Number(await panel.count.textContent());
    ok(found > 3);
    await choose(panel, 'Compare with', /parts-v10/);
    await panel.frame.getByRole('heading', { name: 'Comparison' }).waitFor();
    const agreed = panel.frame.locator('.summary [data-verdict="agreed"] .chip-count');
    equal(await agreed.textContent(), String(found));
    await keepScreenshots(window, 'compare-container');
    await choose(panel, 'Compare with', /paint/);
    await panel.frame.getByText('Only paint').waitFor();
    equal(await agreed.textContent(), String(found));
    await choose(panel, 'Compare with', /Nothing/);

    await chooseInRow(window, /^press, ready/, 'Pause Deployment');
    await deploymentRow(window, /^press, paused/).waitFor();
    await panel.frame.getByRole('button', { name: 'Detect Again' }).click();
    await panel.message.getByText('press is paused: resume it').waitFor();
    await keepScreenshot(window, 'detect-paused');
    await chooseInRow(window, /^press, paused/, 'Resume Deployment');
    await deploymentRow(window, /^press, ready/).waitFor();
    await panel.message.getByRole('button', { name: /Retry|Try Again/ }).click();
    await answered(panel, 'line-05.jpg');
  },
  options,
);

flow(
  'endpoint, curl and docker run of a deployment are copied, and work',
  async (window) => {
    await lab.clean();
    await lab.deployed('press', { port: 15_811, env: { YOLO_CONF: '0.3' } });
    await openDeployments(window);
    equal(await copied(window, 'Copy Endpoint', 'http'), 'http://127.0.0.1:15811');
    const curl = await copied(window, 'Copy as curl', 'curl');
    const answer = JSON.parse(execFileSync('sh', ['-c', `${curl} -sS`], { encoding: 'utf8' }));
    ok(answer.images[0].results.length > 3);
    const run = `docker --host ${lab.host.host} run`;
    const command = await copied(window, 'Copy as docker run', run);
    match(command, /--env YOLO_CONF=0\.3/);
    const [, port] = /--publish 127\.0\.0\.1:(\d+):5000/.exec(command) ?? [];
    ok(port !== undefined && port !== '15811', command);
    if (existsSync('/usr/bin/docker')) {
      execFileSync('sh', ['-c', command]);
      const ready = (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/health/ready`).then(
          (answer) => answer.ok,
          () => false,
        );
      await until('the copy answers', ready);
      await deploymentRow(window, /^press, ready · CPU · :15811/).waitFor();
    }
    await lab.clean();
  },
  options,
);
