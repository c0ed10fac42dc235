import { deepEqual, equal, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { gpuHostMissing } from '../../gpu-host/buildLibrary.ts';
import { startGpuHost } from '../../gpu-host/gpuHost.ts';
import type { SimulatedProcess } from '../../gpu-host/scenario.ts';
import { SCENARIOS } from '../../gpu-host/scenarios.ts';
import { putSmiIntoContainers } from '../../gpu-host/smiInContainers.ts';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { chooseInRow, deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { revealInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { chooseInGpuRow, openGpus } from '../support/gpusView.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import { useTheme } from '../support/theme.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';
import { webview } from '../support/webview.ts';

const skip = gpuHostMissing();
const { lab, options } = await deploymentsLab();
const gpus = skip === undefined ? await startGpuHost('two-24gb', { load: false }) : undefined;
after(() => gpus?.dispose());
const [card0, card1] = SCENARIOS['two-24gb'].gpus.map(({ uuid }) => uuid);

const entry = { model: 'v10', stack: 'onnx', image: 'parts:flow' };
const PROJECT = {
  name: 'parts',
  models: { v10: { weights: 'models/parts-v10.onnx' } },
  deployments: {
    pair: { ...entry, gpu: 'auto', vram: '4GiB', replicas: 2, port: 15_830 },
    wide: { ...entry, gpu: 0, vram: '20GiB' },
    giant: { ...entry, gpu: 0, vram: '40GiB' },
  },
};

const GIB = 2 ** 30;

/** Puts a container's process on the first card. */
async function uses(container: string, gib: number): Promise<SimulatedProcess> {
  const { State } = await lab.docker.getContainer(container).inspect();
  return { gpu: 0, pid: State.Pid, vram: gib * GIB, sm: 40, name: 'node server.js' };
}

/** Writes a line to the log of a container, as its server would. */
async function logs(container: string, line: string): Promise<void> {
  const exec = await lab.docker.getContainer(container).exec({
    Cmd: [
      'node',
      '-e',
      'require("fs").writeFileSync("/proc/1/fd/1", process.argv[1] + "\\n")',
      line,
    ],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  let said = '';
  for await (const part of stream) said += String(part);
  equal(said, '');
}

/** A card that is full, a budget that is and is raised, and a server that ran out of memory. */
async function fillCards(window: VsCodeWindow): Promise<void> {
  const { page } = window;
  const others = { gpu: 0, pid: process.pid, vram: 2.5 * GIB, sm: 5, name: 'python train.py' };
  const wide = await uses('yolo-parts-wide-0', 15.5);
  gpus?.setProcesses([wide, await uses('yolo-parts-pair-0', 3), others]);
  const card = await notification(window, /The video memory of GPU 0 is 88 % full/);
  match((await card.textContent()) ?? '', /Most of it has wide: 15\.5 GiB\. \(Simulated\.\)/);
  await card.getByRole('button', { name: 'Stop wide' }).waitFor();
  await keepScreenshot(window, 'gpu-card-full');

  // It is open in an editor meanwhile.
  const saved = (): string => readFileSync(join(window.workspace, 'yolo.json'), 'utf8');
  const before = saved();
  gpus?.setProcesses([wide, await uses('yolo-parts-pair-0', 3.7), others]);
  const budget = await notification(window, /pair-0 uses 9\d % of its budget/);
  await budget.getByRole('button', { name: 'Raise Budget…' }).click();
  const input = page.locator('.quick-input-widget:visible');
  await input.getByText(/Video memory for each container of pair: it uses 3,789 MiB/).waitFor();
  await input.locator('input').fill('lots');
  await input.getByText('Such as 6GiB, 512MiB or 40%.').waitFor();
  await input.locator('input').fill('5.5GiB');
  await input.getByText(/Video memory for each container of pair/).waitFor();
  await keepScreenshot(window, 'gpu-raise-budget');
  await page.keyboard.press('Enter');
  await notification(window, /The budget of pair is 5\.5GiB in yolo\.json/);
  equal(saved(), before.replace('"4GiB"', '"5.5GiB"'));
  await keepScreenshots(window, 'gpu-budget-raised');
  const line = (vram: string) => page.locator('.view-line', { hasText: `"${vram}"` }).first();
  await line('5.5GiB').click();
  await page.keyboard.press('Control+Z');
  await line('4GiB').waitFor();
  await openGpus(window);
  await chooseInGpuRow(window, /^pair-0/, 'Raise Budget…');
  await notification(window, /yolo\.json has unsaved changes; save it and try again/);
  equal(saved(), before.replace('"4GiB"', '"5.5GiB"'), 'nobody saved it');

  const words =
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total';
  await logs('yolo-parts-wide-0', `${words}\n${words}`);
  const ranOut = await notification(window, /wide ran out of video memory: 2\.0 GiB more/);
  match((await ranOut.textContent()) ?? '', /It uses 15\.5\/20\.0 GiB\..*Smaller pictures/);
  await keepScreenshot(window, 'gpu-out-of-memory');
  equal(await page.locator('.notification-list-item', { hasText: 'wide ran out' }).count(), 1);
  await ranOut.getByRole('button', { name: 'Show Log' }).click();
  await page
    .locator('.editor-instance .view-lines')
    .getByText(/CUDA\sout\sof\smemory/)
    .first()
    .waitFor();
}

flow(
  'replicas are planned onto cards, and what does not fit is refused in numbers',
  async (window) => {
    await lab.clean();
    const { page } = window;
    gpus?.setScenario(SCENARIOS['two-24gb']);
    await (await revealInExplorer(window, 'yolo.json')).dblclick();
    await runCommand(window, 'Problems: Focus on Problems View');
    await page
      .locator('.markers-panel')
      .getByText(/This is more than NVIDIA GeForce RTX 4090 has/)
      .waitFor();
    await keepScreenshot(window, 'gpu-budget-problem');

    await openDeployments(window);
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'pair');
    const option = (name: RegExp) => page.getByRole('option', { name }).first();
    await option(
      /^GPU 1 · NVIDIA GeForce RTX 4090 · simulated.*23\.6 GiB free of 24\.0 GiB/,
    ).waitFor();
    await keepScreenshot(window, 'gpu-where');
    await option(/^Pack, the first with room/).click();
    await option(/^pair-1 → GPU 0.*budget 4\.00 GiB; 15\.\d+ GiB remain/).waitFor();
    // While the plan is read, somebody else deploys onto that card.
    const devices = [{ kind: 'gpu', uuid: card0 ?? '' }] as const;
    await lab.deployed('quicker', { devices, vramMib: 20 * 1024 });
    await option(/^Deploy$/).click();
    await notification(
      window,
      /pair no longer fits on GPU 0: of the 23\.\d+ GiB .*, quicker took 20\.00 GiB/,
    );
    await keepScreenshot(window, 'gpu-plan-outdated');
    await lab.clean();
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'pair');
    await option(/^Automatic/).click();
    await option(/^pair-0 → GPU 0.*budget 4\.00 GiB; 19\.\d+ GiB remain/).waitFor();
    await option(/^pair-1 → GPU 1/).waitFor();
    await keepScreenshot(window, 'gpu-plan');
    await option(/^Deploy$/).click();
    await deploymentRow(window, /^pair, 2 of 2 ready/).waitFor();
    await deploymentRow(window, /^pair-0, ready · GPU 0 · :15830/).waitFor();
    await deploymentRow(window, /^pair-1, ready · GPU 1 · :15831/).hover();
    await page.getByText(`Device: GPU 1 · ${card1}`, { exact: false }).first().waitFor();
    await keepScreenshots(window, 'gpu-replicas');
    const seen = lab.host.hookRecords().map(({ env }) => env['NVIDIA_VISIBLE_DEVICES']);
    deepEqual(seen.slice(-2), [card0, card1]);
    const containers = await lab.docker.listContainers();
    deepEqual(containers.map(({ Labels }) => Labels['dev.yolo-dock.gpu']).toSorted(), [
      card0,
      card1,
    ]);

    // Four of them are given to the pair already.
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'wide');
    await option(
      /^GPU 0 · .*, 19\.6 GiB free of 24\.0 GiB, 0\.0 GiB used, 4\.0 GiB promised.*pair/,
    ).click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('wide does not fit.').waitFor();
    await dialog.getByText(/No room for 1 × 20\.00 GiB: free are GPU 0: 19\.\d+ GiB/).waitFor();
    await keepScreenshot(window, 'gpu-refused');
    await dialog.getByRole('button', { name: 'Deploy Anyway' }).click();
    await notification(window, /wide is ready/);
    const wide = lab.docker.getContainer('yolo-parts-wide-0');
    const { Config } = await wide.inspect();
    equal(Config.Labels['dev.yolo-dock.overcommit'], 'true');
    equal(Config.Env?.includes('YOLO_VRAM_LIMIT_MIB=20480'), true);

    // What was stopped meanwhile finds its room given away.
    await lab.docker.getContainer('yolo-parts-pair-0').stop();
    await chooseInRow(window, /^pair-0, exited/, 'Start Deployment');
    await dialog.getByText('pair no longer fits.').waitFor();
    await dialog.getByText(/No room for 1 × 4\.00 GiB: free are GPU 0: 3\.\d+ GiB/).waitFor();
    await keepScreenshot(window, 'gpu-start-full');
    await dialog.getByRole('button', { name: 'Start Anyway' }).click();
    await deploymentRow(window, /^pair-0, ready/).waitFor();

    // More than the card holds, whoever else is there: no way to force it.
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'giant');
    await option(/^GPU 0 · /).click();
    await dialog.getByText('giant does not fit.').waitFor();
    await dialog.getByText(/It would fit with 19\.\d+ GiB for each replica/).waitFor();
    equal(await dialog.getByRole('button', { name: 'Deploy Anyway' }).count(), 0);
    await keepScreenshot(window, 'gpu-giant');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    await fillCards(window);

    await useTheme(window, 'light');
    gpus?.setScenario(SCENARIOS['h200-mig']);
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'pair');
    await option(/^GPU 0 · 1g\.18gb #0 · simulated.*16\.0 GiB free of 16\.0 GiB/).waitFor();
    await keepScreenshot(window, 'gpu-slices');
    await option(/^Automatic/).click();
    await option(/^pair-1 → GPU 0 · 1g\.18gb #1/).waitFor();
    await keepScreenshot(window, 'gpu-slices-plan');
    await page.keyboard.press('Escape');
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'wide');
    await page
      .getByPlaceholder(/^GPU 0, which yolo\.json names, is divided into MIG slices/)
      .waitFor();
    await keepScreenshot(window, 'gpu-slices-named');
    await page.keyboard.press('Escape');
    equal((await lab.docker.listContainers()).length, 3);

    await runCommand(window, 'YOLO: Check Setup');
    const report = webview(window);
    // A driver that is open already, for the GPUs view, says its version no second time.
    await report.getByText(/NVIDIA driver\s*\d+\.\d+\.\d+ \(simulated\)/).waitFor();
    await report.getByText(/OK · BuildKit/).waitFor();
    await keepScreenshots(window, 'setup');
    const ask = await notification(window, /known only by starting one/);
    await putSmiIntoContainers(lab.host.gpuFiles, SCENARIOS['h200-mig']);
    await ask.getByRole('button', { name: 'Run GPU Probe' }).click();
    await report
      .getByText(/GPU probe\s*A container was given these GPUs \(simulated\): NVIDIA H200/)
      .waitFor();
    const hide = page.locator('.notifications-center .codicon-notifications-hide');
    if (await hide.isVisible()) await hide.click();
    await page.setViewportSize({ width: 520, height: 900 });
    const beyond = await report.locator('html').evaluate((html) => {
      const { scrollWidth, clientWidth } = html as unknown as Record<string, number>;
      return Number(scrollWidth) - Number(clientWidth);
    });
    equal(beyond, 0, 'nothing is beyond the edge');
    await keepScreenshot(window, 'setup-narrow');
    equal((await lab.docker.listContainers({ all: true })).length, 3, 'the probe is gone');
  },
  {
    ...options,
    skip: options.skip ?? skip,
    env: () => gpus?.env ?? {},
    // A file with changes stays so until somebody saves it.
    settings: { ...options.settings, 'files.autoSave': 'off' },
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      writeFileSync(
        join(workspace, 'yolo.json'),
        `// What shares the cards.\n${JSON.stringify(PROJECT, undefined, 2)}\n`,
      );
      // The libraries of CUDA are of no use here, and gigabytes.
      writeFileSync(join(workspace, 'Dockerfile.cuda'), 'FROM parts:lab\n');
    },
  },
);
