import { equal, match } from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { SimulatedProcess } from '../../gpu-host/scenario.ts';
import { SCENARIOS } from '../../gpu-host/scenarios.ts';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { chooseInRow, openDeployments } from '../support/deploymentsView.ts';
import { until } from '../support/eventually.ts';
import { flow } from '../support/flow.ts';
import {
  chooseInGpuRow,
  gpuRow,
  isDriverOpen,
  openGpus,
  simulatedHost,
} from '../support/gpusView.ts';
import { notification } from '../support/notifications.ts';
import { runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';
import { webview } from '../support/webview.ts';

const MIB = 2 ** 20;
const [first, second] = SCENARIOS['two-24gb'].gpus;
const { host, options: simulated } = await simulatedHost('two-24gb');
const { lab, options: deployed } = await deploymentsLab();
const options = {
  ...deployed,
  ...simulated,
  skip: simulated.skip ?? deployed.skip,
  emptyFolder: true,
};

/** Puts a container's process, or any other, on a card. */
async function uses(
  name: string,
  gpu: number,
  vramMib: number,
  sm: number,
): Promise<SimulatedProcess> {
  const { State } = await lab.docker.getContainer(`yolo-factory-${name}-0`).inspect();
  return { gpu, pid: State.Pid, vram: vramMib * MIB, sm, name: 'node server.js' };
}

/** Pixels of the first chart's middle row that something covers. */
function painted(charts: FrameLocator): Promise<number> {
  const script = `(() => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, canvas.height - 3, canvas.width, 1);
    return data.filter((alpha, at) => at % 4 === 3 && alpha > 100).length;
  })()`;
  return charts.locator('body').evaluate(script);
}

/** Makes the side bar 200 pixels wide. */
async function narrow({ page }: VsCodeWindow): Promise<void> {
  const side = (await page.locator('.part.sidebar').boundingBox()) ?? {
    x: 48,
    width: 300,
    y: 0,
    height: 700,
  };
  await page.mouse.move(side.x + side.width + 1, side.y + 60);
  await page.mouse.down();
  await page.mouse.move(side.x + 200, side.y + 60, { steps: 5 });
  await page.mouse.up();
}

const onCard = (uuid: string | undefined, vramMib: number) => ({
  devices: [{ kind: 'gpu' as const, uuid: uuid ?? '' }],
  vramMib,
});

flow(
  'tree, status bar and alerts say what the containers use, as the scenario has it',
  async (window) => {
    await lab.clean();
    await lab.deployed('line-a', onCard(first?.uuid, 4096));
    await lab.deployed('line-b', onCard(second?.uuid, 2048));
    const other = { gpu: 0, pid: process.pid, vram: 777 * MIB, sm: 7, name: 'python train.py' };
    const b = await uses('line-b', 1, 1024, 12);
    host.setProcesses([await uses('line-a', 0, 2150, 63), b, other]);
    const status = window.page.locator('[id="yolo-dock.yolo-dock.yolo.gpu"]');
    equal(await status.count(), 0, 'nothing to say yet');

    await openGpus(window);
    await gpuRow(window, 'line-a, video memory 2.1/4.0 GiB · SM 63 %').waitFor();
    await gpuRow(window, 'line-b, video memory 1.0/2.0 GiB · SM 12 %').waitFor();
    await gpuRow(window, 'other processes, video memory 777 MiB · SM 7 %').waitFor();
    await gpuRow(window, 'unattributed, video memory 3 MiB').waitFor();
    await gpuRow(window, /^GPU 0, video memory 2.9\/24.0 GiB/).waitFor();

    await chooseInGpuRow(window, /^line-a/, 'Pin to Status Bar');
    await status.getByText('line-a 2.1/4.0 GiB · SM 63 % (simulated)').waitFor();
    await keepScreenshots(window, 'gpus-data');
    await status.hover();
    await window.page.getByText('Deployments on GPUs').waitFor();
    await keepScreenshot(window, 'gpus-status-tooltip');

    host.setProcesses([await uses('line-a', 0, 3700, 88), b, other]);
    const warning = await notification(window, /line-a uses 90 % of its budget/);
    await keepScreenshot(window, 'gpus-alert');
    match((await warning.textContent()) ?? '', /3\.6\/4\.0 GiB.*Simulated/);
    await window.page.locator('.statusbar-item.warning-kind', { hasText: 'line-a' }).waitFor();
    // It stays above for longer than it took to be told of, and is not told of again.
    const items = window.page.locator('.notification-list-item', { hasText: 'of its budget' });
    host.setProcesses([await uses('line-a', 0, 3800, 88), { ...b, vram: 1900 * MIB }, other]);
    await notification(window, /line-b uses 93 % of its budget/);
    equal(await items.count(), 2);

    await (await notification(window, /line-b uses/))
      .getByRole('button', { name: 'Stop line-b' })
      .click();
    await until('line-b has stopped', async () => {
      const { State } = await lab.docker.getContainer('yolo-factory-line-b-0').inspect();
      return !State.Running;
    });
    await gpuRow(window, /^line-b/).waitFor({ state: 'detached' });

    await runCommand(window, 'YOLO: Focus on GPU Charts View');
    const charts = webview(window);
    await charts.getByRole('row', { name: /line-a 3\.7\/4\.0 GiB 88 %/ }).waitFor();
    await charts.getByText('simulated').waitFor();
    // Some history to look at.
    await until('the charts have drawn something', async () => (await painted(charts)) > 20);
    await keepScreenshots(window, 'gpus-charts');
    await charts.getByRole('button', { name: 'line-a' }).click();
    const canvas = charts.locator('canvas').first();
    await canvas.focus();
    for (let step = 0; step < 2; step++) await window.page.keyboard.press('ArrowLeft');
    await charts
      .getByText(/\d+ s ago/)
      .first()
      .waitFor();
    await charts.getByRole('button', { name: 'Pause' }).click();
    await charts.getByRole('button', { name: 'Resume' }).waitFor();
    await narrow(window);
    await keepScreenshots(window, 'gpus-narrow');

    await openDeployments(window);
    await chooseInRow(window, /^line-a/, 'Unpin from Status Bar');
    await status.waitFor({ state: 'detached' });

    // Alerts go on while something runs on a card; then there is nothing to show, and nobody looks.
    await runCommand(window, 'View: Show Explorer');
    equal(isDriverOpen(host), true);
    await lab.clean();
    await until('the driver is let go', () => !isDriverOpen(host));
    await runCommand(window, 'YOLO: Focus on GPU Charts View');
    await until('tree and charts look again', () => isDriverOpen(host));
    await runCommand(window, 'View: Show Explorer');
    await until('hidden, they do not', () => !isDriverOpen(host));
  },
  options,
);
