import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pytorchLab } from '../../engine/support/pytorchLab.ts';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { answered, detectPanel, hideTruth } from '../support/detectPanel.ts';
import { eventually } from '../support/eventually.ts';
import { flow } from '../support/flow.ts';
import { chooseInModels } from '../support/modelsView.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { enterStep, scaffoldStep, writeScaffolded } from '../support/scaffolding.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import { type Theme, useTheme } from '../support/theme.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

const { lab, options } = await deploymentsLab();
const python = options.skip === undefined ? await pytorchLab(lab.docker, lab.engine) : '';
const skip = options.skip ?? (typeof python === 'string' ? python : undefined);

/** Its name is in no builder’s cache, so that an export takes its time and can be cancelled. */
const NAME = `press-${Date.now() % 1e6}`;
const WEIGHTS = `${NAME}.pt`;

/** Scaffolds a stack for these weights, up to what is to be written. */
async function upToPreview(
  window: VsCodeWindow,
  [stack, device, theme]: readonly [stack: string, device: string, theme: Theme],
): Promise<void> {
  await useTheme(window, theme);
  await runCommand(window, 'YOLO: Scaffold Project');
  await scaffoldStep(window, '1/6');
  await pick(window, WEIGHTS);
  await enterStep(window, '2/6');
  await scaffoldStep(window, '3/6');
  await keepScreenshot(window, `scaffold-${stack}-${theme}`);
  await pick(window, stack);
  await scaffoldStep(window, '4/6');
  await pick(window, device);
  await enterStep(window, '5/6');
  await scaffoldStep(window, '6/6');
}

const saying = (words: string): RegExp => new RegExp(words);

const images = async (): Promise<string[]> => {
  const all = await lab.docker.listImages();
  return all.flatMap(({ RepoTags }) => RepoTags ?? []).sort();
};

flow(
  'a .pt file: scaffolded, deployed on PyTorch, exported, and its export finds the same',
  async (window) => {
    const { page } = window;
    const widget = page.locator('.quick-input-widget:visible');
    const inside = (name: string): string => join(window.workspace, name);
    const models = (): string[] => readdirSync(inside('models')).sort();
    await lab.clean();
    await openDeployments(window);
    await upToPreview(window, ['pytorch', 'CPU', 'light']);
    await widget.getByText('Dockerfile.pytorch', { exact: true }).waitFor();
    await keepScreenshot(window, 'pytorch-preview');
    await writeScaffolded(window);
    const scaffolded = await notification(window, saying(`${NAME} is ready to be deployed`));
    match(readFileSync(inside('Dockerfile.pytorch'), 'utf8'), /ULTRALYTICS_VERSION/);
    // It is the person's own; and what takes its time can be looked at.
    // In no cache, also when this is tried again.
    appendFileSync(inside('Dockerfile.pytorch'), `RUN sleep 10 # ${Date.now()}\n`);
    await scaffolded.getByRole('button', { name: 'Deploy to GPU' }).click();
    await page.getByRole('option', { name: /^CPU/ }).click();
    await deploymentRow(window, saying(`^${NAME}, building`)).waitFor();
    await keepScreenshot(window, 'pytorch-building');
    const ready = saying(`${NAME} is ready at 127\\.0\\.0\\.1:5002`);
    await notification(window, ready);
    await keepScreenshots(window, 'pytorch-ready');

    const [files, before] = [models(), await images()];
    await runCommand(window, 'YOLO: Export to ONNX');
    await pick(window, WEIGHTS);
    const progress = await notification(window, saying(`Exporting ${WEIGHTS} to ONNX`));
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'hidden' });
    await eventually(images, before);
    deepEqual(models(), files);
    equal((await lab.docker.listContainers({ all: true })).length, 1, 'the one that is deployed');

    await runCommand(window, 'YOLO: Export to ONNX');
    await pick(window, WEIGHTS);
    await notification(window, saying(`Exporting ${WEIGHTS} to ONNX`));
    await keepScreenshot(window, 'export-progress');
    await notification(window, /On bright-1\.jpg it finds the same \d+ objects as the weights/);
    await keepScreenshots(window, 'export-done');
    deepEqual(models(), [...files, `${NAME}.onnx`].sort());
    deepEqual(await images(), before);
    const { mtimeMs } = statSync(inside(`models/${NAME}.onnx`));
    // The stack onnx does not run the weights, and says how it would.
    const file = inside('yolo.json');
    const text = readFileSync(file, 'utf8');
    const project = JSON.parse(text);
    const { model } = project.deployments[NAME];
    project.deployments.plain = { model, stack: 'onnx', image: 'parts:plain', gpu: 'cpu' };
    writeFileSync(file, JSON.stringify(project));
    await deploymentRow(window, /^plain, not deployed/).waitFor();
    await runCommand(window, 'YOLO: Build Image');
    await pick(window, 'plain');
    const refused = await notification(
      window,
      /parts:plain was not built\. .*export it to ONNX first/,
    );
    await keepScreenshot(window, 'export-offered');
    await refused.getByRole('button', { name: 'Export to ONNX' }).click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(`${NAME}.onnx exists already. Replace it?`).waitFor();
    await keepScreenshot(window, 'export-exists');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    equal(statSync(inside(`models/${NAME}.onnx`)).mtimeMs, mtimeMs);
    writeFileSync(file, text);
    await deploymentRow(window, /^plain/).waitFor({ state: 'hidden' });

    await chooseInModels(window, 'hostile.pt', 'Export to ONNX');
    await notification(window, /hostile\.pt was not exported\. hostile\.pt tries to run code/);
    await keepScreenshot(window, 'export-hostile');
    ok(!models().includes('hostile.onnx'));

    await (await notification(window, ready)).getByRole('button', { name: 'Detect' }).click();
    await pick(window, 'images/bright-1.jpg');
    const panel = detectPanel(window);
    await answered(panel, 'bright-1.jpg');
    await panel.frame.locator('.answer-who', { hasText: 'Container (CPU) · :5002' }).waitFor();
    await hideTruth(panel);
    const found = Number(await panel.count.textContent());
    ok(found > 2, `${found} objects`);
    const compared = panel.frame.getByRole('combobox', { name: 'Compare with', exact: true });
    await compared.click();
    await compared.getByRole('option', { name: saying(`${NAME}.*Local`) }).click();
    await panel.frame.getByRole('heading', { name: 'Comparison' }).waitFor();
    const agreed = panel.frame.locator('.summary [data-verdict="agreed"] .chip-count');
    equal(await agreed.textContent(), String(found));
    equal(await panel.count.textContent(), String(found), 'and neither finds anything else');
    await keepScreenshots(window, 'pytorch-compare');
    await page.setViewportSize({ width: 640, height: 800 });
    await keepScreenshot(window, 'pytorch-compare-narrow');
    await page.setViewportSize({ width: 1280, height: 800 });

    await runCommand(window, 'YOLO: Debug in Container');
    await pick(window, NAME);
    await notification(window, /needs the extension Python Debugger \(ms-python\.debugpy\)/);
    await keepScreenshot(window, 'pytorch-no-debugger');

    await upToPreview(window, ['tensorrt', 'GPU', 'high-contrast']);
    await widget.getByText('Dockerfile.tensorrt', { exact: true }).waitFor();
    await writeScaffolded(window);
    await notification(window, saying(`${NAME}-2 is ready to be deployed`));
    ok(existsSync(inside('requirements-export.txt')));
    await runCommand(window, 'Problems: Focus on Problems View');
    await page.getByText('No problems have been detected in the workspace.').waitFor();
    await keepScreenshot(window, 'tensorrt-scaffolded');
  },
  {
    ...options,
    skip,
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      if (typeof python === 'string') return;
      copyFileSync(join(python.data, 'finds.pt'), join(workspace, 'models', WEIGHTS));
      copyFileSync(join(python.data, 'runs.pt'), join(workspace, 'models', 'hostile.pt'));
    },
  },
);
