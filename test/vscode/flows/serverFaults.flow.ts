import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { answered, detectPanel } from '../support/detectPanel.ts';
import { eventually, until } from '../support/eventually.ts';
import { chooseInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { localServers } from '../support/localServers.ts';
import { modelStatus } from '../support/modelsView.ts';
import { keepScreenshot } from '../support/screenshot.ts';

flow('a server that is killed while it answers is started anew', async (window) => {
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'line-05.jpg');
  const [server, ...others] = localServers(window);
  ok(server);
  deepEqual(others, [], 'one server for one model');

  // Stopped, it keeps the question; so it dies with it for certain.
  process.kill(server.pid, 'SIGSTOP');
  await panel.frame.getByRole('button', { name: 'Next Picture' }).click();
  await panel.frame.getByText('Asking parts-v8…').waitFor();
  await keepScreenshot(window, 'detect-waiting');
  process.kill(server.pid, 'SIGKILL');
  await panel.message.getByText('The server of parts-v8 ended before it answered.').waitFor();
  await panel.message.getByRole('button', { name: 'Show Log' }).waitFor();
  await keepScreenshot(window, 'detect-server-killed');
  await panel.message.getByRole('button', { name: 'Try Again' }).click();
  await answered(panel, 'line-06.jpg');
  const [next] = localServers(window);
  notEqual(next?.pid, server.pid);
});

flow('a question to a server that hangs can be cancelled', async (window) => {
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'line-05.jpg');
  const [server] = localServers(window);
  ok(server);
  process.kill(server.pid, 'SIGSTOP');
  try {
    await panel.frame.getByRole('button', { name: 'Next Picture' }).click();
    await panel.frame.getByText('Asking parts-v8…').waitFor();
    await panel.frame.getByRole('button', { name: 'Cancel' }).click();
    await panel.message.getByText('Cancelled.').waitFor();
    await keepScreenshot(window, 'detect-cancelled');
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
  await panel.message.getByRole('button', { name: 'Try Again' }).waitFor();
  // Who asks for the same picture once more wants its objects.
  await chooseInExplorer(window, 'images/line-06.jpg', 'YOLO: Detect Objects');
  await answered(panel, 'line-06.jpg');
  equal(localServers(window)[0]?.pid, server.pid);
});

flow('a model that is deleted while it is loaded gives way to another', async (window) => {
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await answered(panel, 'line-05.jpg');
  const weights = join(window.workspace, 'models', 'parts-v8.onnx');
  const kept = join(window.userData, 'kept.onnx');
  copyFileSync(weights, kept);
  rmSync(weights);
  const instead = 'parts-v10 answers in its place, because it does the same (detect).';
  await panel.notice.getByText(`The file of parts-v8 is gone. ${instead}`).waitFor();
  await keepScreenshot(window, 'detect-model-gone');
  await panel.frame.locator('.answer-who', { hasText: 'parts-v10' }).waitFor();
  await panel.frame.getByText('In place of parts-v8').waitFor();
  await modelStatus(window).getByText('parts-v10').waitFor();
  await panel.frame.getByRole('button', { name: 'Next Picture' }).click();
  await answered(panel, 'line-06.jpg');

  // Brought back, it is what was chosen, and is read anew.
  copyFileSync(kept, weights);
  await panel.notice.getByText('parts-v8 can be used again and answers now.').waitFor();
  await panel.frame.locator('.answer-who', { hasText: 'parts-v8' }).waitFor();
  await answered(panel, 'line-06.jpg');
  await modelStatus(window).getByText('parts-v8').waitFor();

  // What is chosen in the panel is what is used from then on, in the whole window.
  const target = panel.frame.getByRole('combobox', { name: 'Target', exact: true });
  await target.click();
  await target.getByRole('option', { name: /parts-v10/ }).click();
  await panel.frame.locator('.answer-who', { hasText: 'parts-v10' }).waitFor();
  await modelStatus(window).getByText('parts-v10').waitFor();

  // The status bar follows also where the other one's server is running already.
  rmSync(join(window.workspace, 'models', 'parts-v10.onnx'));
  await panel.notice.getByText('The file of parts-v10 is gone.').waitFor();
  await modelStatus(window).getByText('parts-v8').waitFor();
});

flow('servers end with their window, also when it dies', async (window) => {
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  await answered(detectPanel(window), 'line-05.jpg');
  equal(localServers(window).length, 1);
  const other = await window.openAnother();
  await chooseInExplorer(other, 'images/line-06.jpg', 'YOLO: Detect Objects');
  const second = detectPanel(other);
  await answered(second, 'line-06.jpg');
  equal(localServers(window).length, 2, 'each window has its own');
  await window.page.close();
  // The extension host waits a while for its window to come back; then it and its server end.
  await eventually(async () => localServers(window).length, 1);
  await second.frame.getByRole('button', { name: 'Next Picture' }).click();
  await answered(second, 'line-07.jpg');
  await until('the last server ends', async () => {
    if (!other.page.isClosed()) await other.page.close();
    return localServers(window).length === 0;
  });
});
