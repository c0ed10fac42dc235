import { deepEqual, equal } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { gpuHostMissing } from '../../gpu-host/buildLibrary.ts';
import { startGpuHost } from '../../gpu-host/gpuHost.ts';
import { SCENARIOS } from '../../gpu-host/scenarios.ts';
import { putSmiIntoContainers } from '../../gpu-host/smiInContainers.ts';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { revealInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import { useTheme } from '../support/theme.ts';
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
    pair: { ...entry, gpu: 'auto', vram: '4GiB', replicas: 2, port: 15_810 },
    wide: { ...entry, gpu: 0, vram: '20GiB' },
    giant: { ...entry, gpu: 0, vram: '40GiB' },
  },
};

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
    await option(/^Automatic/).click();
    await option(/^pair-0 → GPU 0.*budget 4\.00 GiB; 19\.\d+ GiB remain/).waitFor();
    await option(/^pair-1 → GPU 1/).waitFor();
    await keepScreenshot(window, 'gpu-plan');
    await option(/^Deploy$/).click();
    await deploymentRow(window, /^pair, 2 of 2 ready/).waitFor();
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
    await option(/^GPU 0 · .*runs there: pair/).click();
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

    // More than the card holds, whoever else is there: no way to force it.
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'giant');
    await option(/^GPU 0 · /).click();
    await dialog.getByText('giant does not fit.').waitFor();
    equal(await dialog.getByRole('button', { name: 'Deploy Anyway' }).count(), 0);
    await keepScreenshot(window, 'gpu-giant');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    await useTheme(window, 'light');
    gpus?.setScenario(SCENARIOS['h200-mig']);
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'pair');
    await option(/^GPU 0 · 1g\.18gb · simulated.*16\.0 GiB free of 16\.0 GiB/).waitFor();
    await keepScreenshot(window, 'gpu-slices');
    await option(/^Automatic/).click();
    await option(/^pair-1 → GPU 0 · 1g\.18gb/).waitFor();
    await keepScreenshot(window, 'gpu-slices-plan');
    await page.keyboard.press('Escape');
    equal((await lab.docker.listContainers()).length, 3);

    await runCommand(window, 'YOLO: Check Setup');
    const report = webview(window);
    // A driver that is open already, for the GPUs view, says its version no second time.
    await report.getByText(/^\d+\.\d+\.\d+ \(simulated\)$/).waitFor();
    await report.getByRole('row', { name: /OK BuildKit/ }).waitFor();
    await keepScreenshots(window, 'setup');
    const ask = await notification(window, /known only by starting one/);
    await putSmiIntoContainers(lab.host.gpuFiles, SCENARIOS['h200-mig']);
    await ask.getByRole('button', { name: 'Run GPU Probe' }).click();
    await report
      .getByText(/^A container was given these GPUs \(simulated\): NVIDIA H200/)
      .waitFor();
    await page.setViewportSize({ width: 620, height: 900 });
    await keepScreenshot(window, 'setup-narrow');
    equal((await lab.docker.listContainers({ all: true })).length, 3, 'the probe is gone');
  },
  {
    ...options,
    skip: options.skip ?? skip,
    env: () => gpus?.env ?? {},
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      writeFileSync(join(workspace, 'yolo.json'), JSON.stringify(PROJECT, undefined, 2));
      // The libraries of CUDA are of no use here, and gigabytes.
      writeFileSync(join(workspace, 'Dockerfile.cuda'), 'FROM parts:lab\n');
    },
  },
);
