import { equal, match } from 'node:assert/strict';
import {
  GPU_IS_LOST,
  LIB_RM_VERSION_MISMATCH,
  NO_PERMISSION,
  SCENARIOS,
} from '../../gpu-host/scenarios.ts';
import { eventually, until } from '../support/eventually.ts';
import { flow } from '../support/flow.ts';
import {
  chooseInGpuRow,
  gpuRow,
  isDriverOpen,
  openGpus,
  simulatedHost,
} from '../support/gpusView.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';
import { webview } from '../support/webview.ts';

const GIB = 2 ** 30;
const [first, second] = SCENARIOS['two-24gb'].gpus;
const [sliced] = SCENARIOS['h200-mig'].gpus;

/** A usual card, and one that is cut into slices. What a driver says of a card's kind, it says once. */
const mixed = {
  ...SCENARIOS['h200-mig'],
  gpus: [first, { ...sliced, uuid: second?.uuid, pci: second?.pci }],
} as (typeof SCENARIOS)['h200-mig'];
const { host, options } = await simulatedHost(mixed);

/** A process of this machine that is in no container. */
const here = (gpu: number, gib: number, place: object = {}) => ({
  ...place,
  gpu,
  pid: process.pid,
  vram: gib * GIB,
  sm: 41,
  name: 'python train.py',
});
const busy = {
  ...mixed,
  processes: [
    here(0, 3),
    // One that has ended.
    { ...here(0, 1), pid: 2 ** 22 - 1 },
    here(1, 9, { gi: 7, ci: 0 }),
    here(1, 15, { gi: 9, ci: 0 }),
  ],
};

const clipboard = ({ page }: VsCodeWindow): Promise<string> =>
  page.evaluate('navigator.clipboard.readText()');

flow(
  'each state of the hardware is said as it is, and what is not told is never 0',
  async (window) => {
    const says = (text: string) =>
      window.page.locator('.sidebar').getByText(text).first().waitFor();
    host.setScenario(busy);
    await openGpus(window);
    await gpuRow(window, /^GPU 0, video memory 4.0\/24.0 GiB · 82 % busy · RTX 4090/).waitFor();
    await gpuRow(window, /^other processes, video memory 3.0 GiB · SM 41 %/).waitFor();
    await gpuRow(window, /^unattributed, video memory 1.0 GiB/).waitFor();
    await gpuRow(window, /^MIG 1g.18gb #0, video memory 9.0\/16.0 GiB/).waitFor();
    await says('simulated');
    // Of one that has ended only the engine might know, and none is here.
    await says('Docker does not answer, so which containers use the GPUs is not known.');
    await keepScreenshots(window, 'gpus-mig');
    await chooseInGpuRow(window, /^GPU 0/, 'Copy GPU UUID');
    await eventually(() => clipboard(window), first?.uuid ?? '');
    await chooseInGpuRow(window, /^GPU 1/, 'Copy MIG Layout Commands…');
    await window.page.getByText('7 × 1g.18gb').waitFor();
    await keepScreenshot(window, 'gpus-mig-layouts');
    await pick(window, '4g.71gb + 3g.71gb');
    await notification(window, /Read the commands before you run them/);
    match(await clipboard(window), /-cgi 4g\.71gb,3g\.71gb -C/);

    host.setScenario({ ...busy, faults: [{ call: '*', gpu: 1, code: GPU_IS_LOST }] });
    await gpuRow(window, /^GPU 1, no longer answers/).waitFor();
    await keepScreenshots(window, 'gpus-one-lost');

    host.setScenario({ ...busy, faults: SCENARIOS.wsl2.faults });
    await gpuRow(window, /^who uses it is not told/).waitFor();
    await gpuRow(window, /^GPU 0, video memory 4.0\/24.0 GiB · n\/a busy/).waitFor();
    await keepScreenshots(window, 'gpus-wsl2');

    host.setScenario({ ...busy, faults: SCENARIOS['nothing-told'].faults });
    await gpuRow(window, /^GPU 0, video memory n\/a · n\/a busy/).waitFor();
    await keepScreenshots(window, 'gpus-nothing-told');

    host.setScenario({ ...busy, faults: [{ call: '*', code: GPU_IS_LOST }] });
    await says('The GPU no longer answers its driver');
    await keepScreenshots(window, 'gpus-lost');
    // It is opened anew by now, which is when a driver says these.
    const opening = (code: number) => [{ call: 'nvmlInit_v2', code }];
    host.setScenario({ ...busy, faults: opening(LIB_RM_VERSION_MISMATCH) });
    await says('The NVIDIA driver was upgraded while it ran');
    await keepScreenshots(window, 'gpus-mismatch');
    host.setScenario({ ...busy, faults: opening(NO_PERMISSION) });
    await says('The NVIDIA driver refuses to answer this user');
    await keepScreenshots(window, 'gpus-no-permission');
    host.setScenario(mixed);
    await gpuRow(window, /^GPU 0, video memory 0.0\/24.0 GiB/).waitFor();

    // What a slice is loaded with is told, though not by which of two.
    const [one, ended] = [here(1, 6, { gi: 7, ci: 0 }), here(1, 3, { gi: 7, ci: 0 })];
    const two = [one, { ...ended, pid: 2 ** 22 - 1 }];
    host.setScenario({ ...mixed, processes: two });
    await runCommand(window, 'YOLO: Focus on GPU Charts View');
    const charts = webview(window);
    const card = charts.locator('details', { hasText: 'GPU 1 · 1g.18gb #0' });
    await card.getByText('9.0/16.0 GiB · SM 82 %').waitFor();
    await card.getByRole('row', { name: /unattributed 3.0 GiB 82 %/ }).waitFor();
    await card.scrollIntoViewIfNeeded();
    await keepScreenshots(window, 'gpus-mig-charts');

    equal(isDriverOpen(host), true);
    await runCommand(window, 'View: Show Explorer');
    await until('nobody looks, and the driver is let go', () => !isDriverOpen(host));
    await openGpus(window);
    await until('somebody looks again', () => isDriverOpen(host));
  },
  {
    ...options,
    env: () => ({ ...host.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' }),
  },
);

flow('without a driver the view says what works all the same', async (window) => {
  await openGpus(window);
  await window.page.locator('.sidebar').getByText('No NVIDIA driver was found').waitFor();
  await keepScreenshots(window, 'gpus-no-driver');
});
