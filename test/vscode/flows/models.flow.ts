import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answered, detectPanel, scores } from '../support/detectPanel.ts';
import { chooseInExplorer, revealInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { localServers } from '../support/localServers.ts';
import { modelStatus, revealInModels } from '../support/modelsView.ts';
import { pick, runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';
import { webview } from '../support/webview.ts';

/** States something of a model in the workspace's `yolo.json`. */
function state({ workspace }: VsCodeWindow, model: string, stated: object): void {
  const file = join(workspace, 'yolo.json');
  const project = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(project.models[model], stated);
  writeFileSync(file, JSON.stringify(project));
}

flow('the Models view lists weights with what they are, and follows the disk', async (window) => {
  const good = await revealInModels(window, 'parts-v10.onnx');
  await good.getByText(/end2end · detect · \d+ classes/).waitFor();
  writeFileSync(join(window.workspace, 'models', 'page.onnx'), '<html></html>');
  writeFileSync(join(window.workspace, 'models', 'best.pt'), 'PK\u0003\u0004 data.pkl');
  writeFileSync(join(window.workspace, 'models', 'UPPER.ONNX'), '');
  const broken = await revealInModels(window, 'page.onnx');
  await broken.getByText('is a web page (HTML)').waitFor();
  await (await revealInModels(window, 'best.pt')).getByText('holds PyTorch weights').waitFor();
  await (await revealInModels(window, 'UPPER.ONNX')).getByText('is empty (0 bytes)').waitFor();
  await keepScreenshots(window, 'models');
  rmSync(join(window.workspace, 'models', 'page.onnx'));
  await broken.waitFor({ state: 'hidden' });
  // A folder that goes or comes is one event, without its files.
  const [folder, away] = [join(window.workspace, 'models'), join(window.userData, 'models')];
  renameSync(folder, away);
  await good.waitFor({ state: 'hidden' });
  renameSync(away, folder);
  await good.waitFor();
});

flow('a double click, or Enter, inspects a model', async (window) => {
  const model = await revealInModels(window, 'parts-v10.onnx');
  await model.getByText('end2end').waitFor();
  await model.dblclick();
  const page = webview(window);
  await page.getByRole('heading', { name: 'parts-v10.onnx' }).waitFor();
  match((await page.locator('table').first().textContent()) ?? '', /416 × 320/);
  await page.getByText('Metadata').waitFor();
  await keepScreenshot(window, 'inspect-model');
  await runCommand(window, 'View: Close All Editors');
  await (await revealInModels(window, 'parts-v8.onnx')).click();
  await window.page.keyboard.press('Enter');
  await webview(window).getByRole('heading', { name: 'parts-v8.onnx' }).waitFor();
  state(window, 'v8', { names: ['AA', 'BB', 'CC', 'DD', 'EE'] });
  await webview(window).getByText('5 (from yolo.json)').waitFor();
  await keepScreenshot(window, 'inspect-model-stated');
  state(window, 'v8', { names: ['AA'] });
  const stated = await revealInModels(window, 'parts-v8.onnx');
  await stated.getByText('has 5 classes, but 1 name is given for them').waitFor();
  await keepScreenshot(window, 'models-stated-wrongly');
});

flow('detecting shows the model in the status bar; another can be selected', async (window) => {
  equal(await modelStatus(window).count(), 0);
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  await modelStatus(window).getByText('parts-v8').waitFor();
  await webview(window).getByText('parts-v8 on').waitFor();
  await modelStatus(window).click();
  await window.page.locator('.quick-input-widget').getByText('recently used').waitFor();
  await keepScreenshot(window, 'select-model');
  await pick(window, 'parts-v10.onnx');
  await modelStatus(window).getByText('parts-v10').waitFor();
  await webview(window).getByText('parts-v10 on').waitFor();
  await keepScreenshot(window, 'status');
  // Its server is told what yolo.json states, from the next picture on.
  state(window, 'v10', { names: ['AA', 'BB', 'CC', 'DD', 'EE'] });
  const panel = detectPanel(window);
  await panel.frame.getByRole('button', { name: 'Next Picture' }).click();
  await answered(panel, 'line-06.jpg');
  match((await panel.rows.allTextContents()).join(), /AA|BB|CC|DD|EE/);
  await keepScreenshot(window, 'detect-stated');
  // A panel that nobody sees hears of it when it is shown again.
  await (await revealInExplorer(window, 'README.md')).dblclick();
  await window.page.getByRole('tab', { name: 'README.md' }).waitFor();
  await runCommand(window, 'YOLO: Select Model…');
  await pick(window, 'parts-v8.onnx');
  await modelStatus(window).getByText('parts-v8').waitFor();
  await chooseInExplorer(window, 'images/line-07.jpg', 'YOLO: Detect Objects');
  await answered(panel, 'line-07.jpg');
  await panel.frame.getByText('parts-v8 on').waitFor();
});

flow(
  'in Chinese, models and their answers are told in Chinese',
  async (window) => {
    const model = await revealInModels(window, 'parts-v10.onnx');
    await model.getByText(/端到端 · 检测 · \d+ 个类别/).waitFor();
    await keepScreenshot(window, 'models-zh');
    await model.dblclick();
    await webview(window).getByRole('heading', { name: 'parts-v10.onnx' }).waitFor();
    await webview(window).getByText('端到端', { exact: true }).waitFor();
    await keepScreenshot(window, 'inspect-model-zh');
    await runCommand(window, 'View: Close All Editors');
    await runCommand(window, 'View: Show Explorer');
    await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: 检测目标');
    const panel = detectPanel(window);
    await panel.frame.getByText(/^v8 · 检测 · 输入 416×320 · CPU$/).waitFor();
    await keepScreenshot(window, 'detect-zh');
    await modelStatus(window).hover();
    await window.page.getByText('运行中').waitFor();
    await keepScreenshot(window, 'status-zh');
  },
  { language: 'zh-cn' },
);

flow(
  'without trust, only the bundled models are offered',
  async (window) => {
    await runCommand(window, 'YOLO: Select Model…');
    const picker = window.page.locator('.quick-input-widget');
    await picker.getByText('sample models').waitFor();
    equal(await picker.getByText('workspace', { exact: true }).count(), 0);
    await picker.getByText('Trust the workspace').waitFor();
    await keepScreenshot(window, 'select-model-restricted');
    await window.page.keyboard.press('Escape');
    await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
    await modelStatus(window).getByText('parts-v10').waitFor();
    const panel = detectPanel(window);
    await answered(panel, 'line-05.jpg');
    ok((await scores(panel)).length > 0);
    deepEqual(localServers(window), [], 'nothing of the workspace is run');
    await keepScreenshot(window, 'detect-restricted');
  },
  { restricted: true },
);

flow(
  'where there are no models, the view says what to do',
  async (window) => {
    await runCommand(window, 'View: Show YOLO');
    await window.page.getByText('No weights (.onnx, .pt, .engine) are in this workspace').waitFor();
    await window.page.getByRole('button', { name: 'Open Sample Workspace' }).waitFor();
    await keepScreenshots(window, 'models-empty');
  },
  { emptyFolder: true },
);
