import { equal, notEqual, ok } from 'node:assert/strict';
import { answered, detectPanel } from '../support/detectPanel.ts';
import { eventually } from '../support/eventually.ts';
import { chooseInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { localServers } from '../support/localServers.ts';
import { reloadWindow } from '../support/reload.ts';

flow(
  'a window that is reloaded while a server answers shows what was asked for',
  async (window) => {
    await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
    const panel = detectPanel(window);
    await answered(panel, 'line-05.jpg');
    const [server] = localServers(window);
    ok(server);
    // Stopped, it neither answers nor ends when it is asked to.
    process.kill(server.pid, 'SIGSTOP');
    await panel.frame.getByRole('button', { name: 'Next Picture' }).click();
    await panel.frame.getByText('Asking parts-v8…').waitFor();
    await reloadWindow(window);
    await answered(panel, 'line-06.jpg');
    equal(await panel.message.count(), 0);
    // The server that hung is gone for good, and one took its place.
    await eventually(async () => localServers(window).length, 1);
    notEqual(localServers(window)[0]?.pid, server.pid);
  },
);

flow('a window that is reloaded before the first answer gets it afterwards', async (window) => {
  await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
  const panel = detectPanel(window);
  await panel.frame.locator('.picture-name', { hasText: 'line-05.jpg' }).waitFor();
  await reloadWindow(window);
  await answered(panel, 'line-05.jpg');
  ok(Number(await panel.count.textContent()) > 0);
  await eventually(async () => localServers(window).length, 1);
});
