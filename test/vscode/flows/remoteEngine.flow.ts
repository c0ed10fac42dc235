import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after } from 'node:test';
import { promisify } from 'node:util';
import { engineMissing } from '../../../scripts/engine/engineMeans.ts';
import { ensureSshd, sshMissing } from '../../../scripts/engine/sshMeans.ts';
import { startSshServer } from '../../engine/support/sshServer.ts';
import { tlsMeans } from '../../engine/support/tlsMeans.ts';
import { gpuHostMissing } from '../../gpu-host/buildLibrary.ts';
import { startGpuHost } from '../../gpu-host/gpuHost.ts';
import { SCENARIOS } from '../../gpu-host/scenarios.ts';
import { putSmiIntoContainers } from '../../gpu-host/smiInContainers.ts';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { chooseInRow, deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { answered, detectPanel, scores } from '../support/detectPanel.ts';
import { until } from '../support/eventually.ts';
import { chooseInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { machineSettings } from '../support/machineSettings.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { tryPatiently } from '../support/patience.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';

/** Another engine is found and asked within this time. */
const CHOSEN_MS = 5_000;

const tls = engineMissing() === undefined ? await tlsMeans() : undefined;
const { lab, options } = await deploymentsLab(tls && { tls: tls.engine });
const skip = options.skip ?? sshMissing() ?? gpuHostMissing();
const [ssh, here] =
  skip === undefined
    ? await Promise.all([
        startSshServer(await ensureSshd(), lab.host.socketPath),
        startGpuHost('one-24gb', { load: false }),
      ])
    : [];
after(async () => {
  here?.dispose();
  await ssh?.stop();
});

flow(
  'a remote engine over SSH and TLS: its host key, its cards, and detecting through it',
  async (window) => {
    const { page } = window;
    await lab.clean();
    ssh?.knowHost('none');
    await openDeployments(window);
    await page.getByText(/ssh does not know the host key of ssh:/).waitFor();
    await keepScreenshots(window, 'remote-unknown-host');
    ssh?.knowHost('its own');
    await deploymentRow(window, /^line-b, not deployed/).waitFor();
    await page.getByText(/ssh does not know the host key/).waitFor({ state: 'hidden' });

    // Nothing looks at another machine's cards until somebody wants it to.
    const sidebar = page.locator('.sidebar');
    await sidebar.getByText(/Nothing is started until you ask for it/).waitFor();
    await keepScreenshots(window, 'remote-gpus-not-asked');
    await sidebar.getByRole('button', { name: 'Read Remote GPUs' }).click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(/^Read the GPUs of ssh:.*\?$/).waitFor();
    await keepScreenshot(window, 'remote-gpus-ask');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    deepEqual(await lab.docker.listContainers({ all: true }), []);

    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'line-b');
    const option = (name: RegExp) => page.getByRole('option', { name }).first();
    await option(/^List the GPUs of ssh:/).waitFor();
    // This machine has a card, which the engine elsewhere cannot give.
    equal(await option(/^GPU 0/).count(), 0);
    await keepScreenshot(window, 'remote-where');
    await option(/^List the GPUs of ssh:/).click();
    await option(/^GPU 5 · NVIDIA H100 80GB HBM3 · simulated/).click();
    await option(/^line-b → GPU 5.*budget 2\.00 GiB; 77\.\d+ GiB remain/).waitFor();
    await keepScreenshot(window, 'remote-plan');
    await option(/^Deploy$/).click();
    await deploymentRow(window, /^line-b, ready · GPU 5 · :/).waitFor();
    // Beside it there is the container that reads the cards, for as long as the GPUs view is seen.
    const deployed = { label: ['dev.yolo-dock.deployment=line-b'] };
    const [container, ...others] = await lab.docker.listContainers({ filters: deployed });
    equal(others.length, 0);
    equal(container?.Labels['dev.yolo-dock.gpu'], SCENARIOS['eight-80gb'].gpus[5]?.uuid);

    await runCommand(window, 'View: Show Explorer');
    await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
    const panel = detectPanel(window);
    await answered(panel, 'line-05.jpg');
    await (await notification(window, /line-b is ready/))
      .getByRole('button', { name: 'Detect' })
      .click();
    await panel.frame.getByText(/parts-v10 on GPU 5/).waitFor();
    await answered(panel, 'line-05.jpg');
    ok((await scores(panel)).length > 3);
    await keepScreenshots(window, 'remote-detect');

    await openDeployments(window);
    // An attempt before may have left its own.
    await page.evaluate("navigator.clipboard.writeText('')");
    await chooseInRow(window, /^line-b, ready/, 'Copy as curl');
    const clipboard = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    await until('a command is copied', async () => (await clipboard()).startsWith('curl '));
    const { stdout } = await promisify(execFile)('sh', ['-c', await clipboard()]);
    ok(JSON.parse(stdout).images[0].results.length > 3);

    // Having agreed once, the user is not asked again.
    await runCommand(window, 'YOLO: Read Remote GPUs');
    await notification(window, /8 GPUs of ssh:.* are read by a container there/);

    // The same engine by TLS: as a context of Docker has it, then by its address alone.
    const picker = page.locator('.quick-input-widget:visible');
    await runCommand(window, 'YOLO: Choose Docker Context…');
    await picker.getByText('factory-tls').waitFor();
    await keepScreenshot(window, 'remote-contexts');
    await page.keyboard.press('Escape');
    const engine = page.locator('[id="yolo-dock.yolo-dock.yolo.engine"]');
    const choose = (label: string, chosen = engine.getByText(label)): Promise<void> => {
      const attempt = async (timeout: number): Promise<void> => {
        if (await chosen.isVisible()) return;
        await runCommand(window, 'YOLO: Choose Docker Context…');
        await pick(window, label, timeout);
        await chosen.waitFor({ timeout: Math.max(timeout, CHOSEN_MS) });
      };
      // A list that has just appeared may lose a choice.
      return tryPatiently(attempt, () => page.keyboard.press('Escape'));
    };
    const says = /signed by an authority that is not trusted/;
    const refused = async (): Promise<void> => {
      await choose('stranger');
      await sidebar.getByText(says).first().waitFor();
      await panel.frame.getByRole('button', { name: 'Detect Again' }).click();
      await panel.message.getByText(says).waitFor();
    };
    const answers = async (name: string): Promise<void> => {
      await engine.getByText(name).waitFor();
      await deploymentRow(window, /^line-b, ready · GPU/).waitFor();
      await panel.message.getByRole('button', { name: /Retry|Try Again/ }).click();
      await answered(panel, 'line-05.jpg');
      ok((await scores(panel)).length > 3);
    };
    await refused();
    await keepScreenshots(window, 'remote-tls-stranger');
    await choose('factory-tls');
    await answers('factory-tls');
    await keepScreenshots(window, 'remote-tls');
    await refused();
    await choose('Enter an Address…', picker.getByText('Such as unix:'));
    await picker.locator('input').fill(`https://${tls?.address}`);
    await page.keyboard.press('Enter');
    await answers(tls?.address ?? '');
  },
  {
    ...options,
    skip,
    env: () => ({
      ...here?.env,
      DOCKER_CONFIG: tls?.config ?? '',
      DOCKER_CERT_PATH: tls?.certificates ?? '',
      // As when it is started from a terminal: no login shell sets the PATH anew.
      VSCODE_CLI: '1',
      PATH: [ssh?.bin, here?.env['PATH']].filter(Boolean).join(delimiter),
    }),
    prepare: async (workspace) => {
      machineSettings({ 'yolo.engine.host': ssh?.host })(workspace);
      await putSmiIntoContainers(lab.host.gpuFiles, SCENARIOS['eight-80gb']);
      writeFileSync(join(workspace, 'Dockerfile.cuda'), 'FROM parts:lab\n');
    },
  },
);
