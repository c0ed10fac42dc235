import { equal } from 'node:assert/strict';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { until } from '../support/eventually.ts';
import { flow } from '../support/flow.ts';
import { machineSettings } from '../support/machineSettings.ts';
import { notification } from '../support/notifications.ts';
import { runCommand } from '../support/palette.ts';
import { keepScreenshot } from '../support/screenshot.ts';

const { lab, options } = await deploymentsLab();
const NAME = '/yolo-dock-gpu-exporter';

flow(
  'the GPU exporter is built, started, looked at, told of deployments, and stopped',
  async (window) => {
    await runCommand(window, 'YOLO: Show GPU Metrics');
    await notification(window, /No GPU exporter runs/);
    await runCommand(window, 'YOLO: Start GPU Exporter');
    const started = await notification(window, /The GPU exporter serves http:\/\/127\.0\.0\.1:\d+/);
    await keepScreenshot(window, 'gpu-exporter-started');
    await started.getByRole('button', { name: 'Show Metrics' }).click();
    const editor = window.page.locator('.monaco-editor .view-lines').first();
    // The engine's hook brings no driver here, which is what it has to say.
    await editor.getByText(/yolo_gpu_up\{reason="no-driver"\}/).waitFor();
    await keepScreenshot(window, 'gpu-exporter-metrics');

    const [exporter] = await lab.docker.listContainers({ filters: { name: [NAME] } });
    const port = exporter?.Ports.find(({ PrivatePort }) => PrivatePort === 9837)?.PublicPort;
    const targets = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${port}/targets`)).text();
    equal(await targets(), '[]');
    await lab.deployed('line-a');
    await until('it is told of the deployment', async () =>
      (await targets()).includes('"deployment":"line-a"'),
    );

    await runCommand(window, 'YOLO: Stop GPU Exporter');
    await notification(window, /stopped and removed/);
    equal((await lab.docker.listContainers({ all: true, filters: { name: [NAME] } })).length, 0);
  },
  {
    ...options,
    emptyFolder: true,
    prepare: machineSettings({ 'yolo.engine.host': lab?.host.host, 'yolo.gpuExporter.port': 0 }),
  },
);
