import { deepEqual, equal, match } from 'node:assert/strict';
import { createServer } from 'node:net';
import { runningIn } from '../support/containerProcesses.ts';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { chooseInRow, deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { eventually } from '../support/eventually.ts';
import { flow } from '../support/flow.ts';
import { notification } from '../support/notifications.ts';
import { runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';

const { lab, options } = await deploymentsLab();
const PORT = 15_801;
/** A workspace that describes no deployments of its own. */
const bare = { ...options, emptyFolder: true };

flow(
  'a deployment is paused, resumed, restarted, stopped, started and removed',
  async (window) => {
    await lab.clean();
    await lab.deployed('line-a', { port: PORT });
    await openDeployments(window);
    await deploymentRow(window, /^line-a, ready · CPU · :15801 · for/).waitFor();
    await keepScreenshots(window, 'deployments');
    await chooseInRow(window, /^line-a/, 'Pause Deployment');
    await deploymentRow(window, /^line-a, paused/).waitFor();
    await chooseInRow(window, /^line-a/, 'Resume Deployment');
    await deploymentRow(window, /^line-a, ready/).waitFor();
    await chooseInRow(window, /^line-a/, 'Restart Deployment');
    await deploymentRow(window, /^line-a, restarting/).waitFor();
    await deploymentRow(window, /^line-a, ready/).waitFor();
    await chooseInRow(window, /^line-a/, 'Stop Deployment');
    await deploymentRow(window, /^line-a, exited with code 0/).waitFor();
    await keepScreenshot(window, 'deployment-exited');
    const taken = createServer().listen(PORT, '127.0.0.1');
    await runCommand(window, 'YOLO: Start Deployment');
    const refused = await notification(window, new RegExp(`Port ${PORT} is used by node`));
    await refused.getByRole('button', { name: 'Deploy Again' }).waitFor();
    await keepScreenshot(window, 'deployment-port-taken');
    await new Promise((closed) => taken.close(closed));
    // The only one there is.
    await runCommand(window, 'YOLO: Start Deployment');
    await deploymentRow(window, /^line-a, ready/).waitFor();

    await chooseInRow(window, /^line-a/, 'Remove Deployment…');
    const question = window.page.locator('.monaco-dialog-box');
    await question.getByText('Remove line-a?').waitFor();
    await question.getByText('yolo-factory-line-a-0 (parts:lab)').waitFor();
    await keepScreenshot(window, 'deployment-remove');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await deploymentRow(window, /^line-a, ready/).waitFor();
    await chooseInRow(window, /^line-a/, 'Remove Deployment…');
    await question.getByRole('button', { name: 'Remove', exact: true }).click();
    await window.page.getByText('Nothing is deployed yet').waitFor();
    await keepScreenshots(window, 'deployments-empty');
    equal((await lab.docker.listContainers({ all: true })).length, 0);
  },
  bare,
);

flow(
  'the list shows this user’s containers and what becomes of them, and nobody else’s',
  async (window) => {
    await lab.clean();
    await openDeployments(window);
    const other = {
      Image: 'parts:lab',
      Labels: {
        'dev.yolo-dock.project': 'theirs',
        'dev.yolo-dock.deployment': 'secret',
        'dev.yolo-dock.created-by': 'somebody-else',
      },
    };
    await (await lab.docker.createContainer({ ...other, name: 'theirs' })).start();
    await (await lab.docker.createContainer({ Image: 'parts:lab', name: 'plain' })).start();
    await lab.deployed('line-b', { devices: [{ kind: 'cpu' }, { kind: 'cpu' }] });
    await deploymentRow(window, /^line-b, 2 of 2 ready/).waitFor();
    await deploymentRow(window, /^line-b-1, ready/).waitFor();
    equal(await window.page.getByText('secret').count(), 0);
    await lab.docker.getContainer('yolo-factory-line-b-1').kill();
    await deploymentRow(window, /^line-b-1, exited with code 137/).waitFor();
    await deploymentRow(window, /^line-b, 1 of 2 ready/).waitFor();
    await window.page.setViewportSize({ width: 620, height: 700 });
    await keepScreenshot(window, 'deployments-narrow');
    await window.page.setViewportSize({ width: 1280, height: 800 });

    await lab.host.goAway();
    await window.page.getByText('Docker no longer answers').waitFor();
    await keepScreenshots(window, 'deployments-away');
    await lab.host.comeBack();
    await deploymentRow(window, /^line-b-0, exited with code 0/).waitFor();
    await chooseInRow(window, /^line-b, /, 'Start Deployment');
    await deploymentRow(window, /^line-b, 2 of 2 ready/).waitFor();
    await chooseInRow(window, /^factory/, 'Remove All Deployments of Project…');
    const question = window.page.locator('.monaco-dialog-box');
    await question.getByText('Remove factory?').waitFor();
    await question.getByRole('button', { name: 'Remove', exact: true }).click();
    await window.page.getByText('Nothing is deployed yet').waitFor();
    const left = await lab.docker.listContainers({ all: true });
    deepEqual(left.flatMap(({ Names }) => Names).toSorted(), ['/plain', '/theirs']);
  },
  bare,
);

flow(
  'a shell inside answers, is as large as its terminal, and leaves nothing behind',
  async (window) => {
    await lab.clean();
    await lab.deployed('line-c');
    await openDeployments(window);
    await chooseInRow(window, /^line-c, ready/, 'Open Shell in Deployment');
    const rows = window.page.locator('.xterm-rows');
    await rows.getByText('$').first().waitFor();
    await window.page.keyboard.type('echo $((6*7))-in-$YOLO_DEPLOYMENT; stty size\n');
    await rows.getByText('42-in-line-c').waitFor();
    match((await rows.textContent()) ?? '', /\d{2} \d{2,3}/);
    await keepScreenshot(window, 'deployment-shell');
    const shells = async () =>
      (await runningIn(lab.docker, 'yolo-factory-line-c-0', 'bash')).length;
    // On a busy machine a menu's entry may have been chosen more than once.
    const open = await shells();
    await window.page.keyboard.type('exit\n');
    await eventually(shells, open - 1);
    await chooseInRow(window, /^line-c, ready/, 'Open Shell in Deployment');
    await rows.getByText('$').first().waitFor();
    await runCommand(window, 'Terminal: Kill All Terminals');
    await eventually(shells, 0);
  },
  options,
);
