import { deepEqual, ok } from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { chooseInRow, deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { answered, detectPanel, scores } from '../support/detectPanel.ts';
import { eventually, until } from '../support/eventually.ts';
import { chooseInExplorer } from '../support/explorer.ts';
import { flow } from '../support/flow.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

const { lab, options } = await deploymentsLab();

const NEVER_READY = `FROM parts:lab
ENTRYPOINT ["sh", "-c", "echo '{\\"level\\":\\"info\\",\\"msg\\":\\"reading weights\\"}'; exec sleep 600"]
`;

/** Cancels what is being deployed, in the notification that tells of it. */
async function cancelled(window: VsCodeWindow): Promise<void> {
  const progress = await notification(window, /Deploying line-b/);
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await progress.waitFor({ state: 'hidden' });
  await deploymentRow(window, /^line-b, not deployed/).waitFor();
}

/** A deployment made on the spot does not take the place of one of the same name. */
async function takenName(window: VsCodeWindow): Promise<void> {
  const widget = window.page.locator('.quick-input-widget:visible');
  await runCommand(window, 'YOLO: Deploy to GPU');
  await widget.getByText('runs now, and is replaced').waitFor();
  await keepScreenshot(window, 'deploy-which-runs');
  await pick(window, 'New Deployment…');
  await widget
    .getByRole('option', { name: /^parts-v8\.onnx/ })
    .first()
    .click();
  await widget.getByText('Name of the deployment').waitFor();
  await widget.locator('input').fill('line-b');
  await widget.getByText('yolo.json has a deployment of this name').waitFor();
  await keepScreenshot(window, 'deploy-name-taken');
  await window.page.keyboard.press('Escape');
}

/** What has errors is not passed over in silence. */
async function brokenProject(window: VsCodeWindow): Promise<void> {
  const file = join(window.workspace, 'yolo.json');
  const text = readFileSync(file, 'utf8').replace('"port": 5001', '"port": 5001, "vram": "2GB"');
  writeFileSync(file, text);
  await runCommand(window, 'YOLO: Deploy to GPU');
  const told = await notification(window, /yolo\.json has errors; correct them and try again/);
  await window.page
    .getByRole('tab', { name: /yolo\.json/ })
    .first()
    .waitFor();
  await told.getByRole('button', { name: 'Show Problems' }).click();
  await window.page
    .locator('.markers-panel')
    .getByText(/no budget of video memory/)
    .first()
    .waitFor();
  await openDeployments(window);
  await window.page.getByText(/Not shown, because of errors.*: yolo\.json/).waitFor();
  await keepScreenshots(window, 'deploy-project-broken');
}

flow(
  'from weights to a container that answers in the panel',
  async (window) => {
    await lab.clean();
    await openDeployments(window);
    await runCommand(window, 'YOLO: Deploy to GPU');
    await window.page.getByText('Which deployment?').first().waitFor();
    await keepScreenshot(window, 'deploy-which');
    await pick(window, 'line-b');
    await window.page.getByRole('option', { name: /^CPU/ }).waitFor();
    await keepScreenshot(window, 'deploy-where');
    await window.page.getByRole('option', { name: /^CPU/ }).click();
    await deploymentRow(window, /^line-b, ready · CPU · :5001/).waitFor();
    await notification(window, /line-b is ready at 127\.0\.0\.1:5001/);
    await keepScreenshots(window, 'deploy-ready');
    await runCommand(window, 'View: Show Explorer');
    await chooseInExplorer(window, 'images/line-05.jpg', 'YOLO: Detect Objects');
    const panel = detectPanel(window);
    await answered(panel, 'line-05.jpg');
    await (await notification(window, /line-b is ready/))
      .getByRole('button', { name: 'Detect' })
      .click();
    await panel.frame.getByText('parts-v10 on Container (CPU)').waitFor();
    await answered(panel, 'line-05.jpg');
    ok((await scores(panel)).length > 3);
    await keepScreenshots(window, 'deploy-detect');
  },
  options,
);

/** Seconds that a step of a build takes unless it is ended, by which it is found too. */
const LONG = `6${Date.now()}`;

/** Ends the step of a build that waits, and so lets the build go on. @returns whether it ran yet. */
function endsLongStep(): boolean {
  const sleeps = readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${LONG}\0`;
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
  for (const pid of sleeps) process.kill(Number(pid));
  return sleeps.length > 0;
}

/** What a message offers holds for what is there now: nothing, once the deployment is gone. */
async function removedMeanwhile(window: VsCodeWindow): Promise<void> {
  const ready = await notification(window, /line-b is ready/);
  await lab.clean();
  await ready.getByRole('button', { name: 'Detect' }).click();
  const gone = await notification(window, /line-b is no longer deployed/);
  await gone.getByRole('button', { name: 'Deploy Again' }).waitFor();
  await keepScreenshot(window, 'deploy-detect-gone');
}

flow(
  'a port in use is named, and the next free one proposed, also where it is taken during the build',
  async (window) => {
    await lab.clean();
    const taken = createServer().listen(5001, '127.0.0.1');
    const stolen = createServer();
    try {
      await runCommand(window, 'YOLO: Deploy to GPU');
      await pick(window, 'line-b');
      await window.page.getByRole('option', { name: /^CPU/ }).click();
      const dialog = window.page.locator('.monaco-dialog-box');
      await dialog.getByText(/Port 5001 is used by/).waitFor();
      await keepScreenshot(window, 'deploy-port');
      await dialog.getByRole('button', { name: 'Use Port 5002' }).click();
      await notification(window, /Deploying line-b.*sleep/);
      stolen.listen(5002, '127.0.0.1');
      // It is told of before it runs.
      await until('the step ends', endsLongStep);
      await dialog.getByText(/Port 5002 is used by/).waitFor();
      await keepScreenshot(window, 'deploy-port-stolen');
      await dialog.getByRole('button', { name: 'Use Port 5003' }).click();
      await notification(window, /ready at 127\.0\.0\.1:5003/);
      await takenName(window);
      await removedMeanwhile(window);
      await brokenProject(window);
    } finally {
      taken.close();
      stolen.close();
    }
  },
  {
    ...options,
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      const text = `FROM parts:lab\nRUN sleep ${LONG} || true\n`;
      writeFileSync(join(workspace, 'Dockerfile'), text);
    },
  },
);

flow(
  'a build that fails is a problem on its line, and nothing is left of it',
  async (window) => {
    await lab.clean();
    await runCommand(window, 'YOLO: Build Image');
    await pick(window, 'line-b');
    const failed = await notification(window, /this step failed/);
    await failed.getByRole('button', { name: 'Show Problem' }).click();
    await window.page.getByText(/Ln 3/).first().waitFor();
    await keepScreenshots(window, 'deploy-build-failed');
    deepEqual(await lab.docker.listContainers({ all: true }), []);
  },
  {
    ...options,
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      const text = 'FROM parts:lab\nUSER 0\nRUN echo no such thing >&2 && exit 4\n';
      for (const name of ['Dockerfile', 'Dockerfile.cuda'])
        writeFileSync(join(workspace, name), text);
    },
  },
);

flow(
  'while it builds or is waited for, its log is at hand; cancelled, it leaves nothing',
  async (window) => {
    await lab.clean();
    await openDeployments(window);
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'line-b');
    await window.page.getByRole('option', { name: /^CPU/ }).click();
    await deploymentRow(window, /^line-b, building/).waitFor();
    const progress = await notification(window, /Deploying line-b/);
    await progress.getByRole('link', { name: 'Show Build Log' }).click();
    // What VS Code draws has spaces that do not break.
    await window.page
      .locator('.panel')
      .getByText(/sleep\s600/)
      .first()
      .waitFor();
    await keepScreenshots(window, 'deploy-building');
    await cancelled(window);
    await eventually(async () => (await lab.docker.listContainers({ all: true })).length, 0);

    // One that never becomes ready: its log can be read meanwhile.
    writeFileSync(join(window.workspace, 'Dockerfile'), NEVER_READY);
    await runCommand(window, 'YOLO: Deploy to GPU');
    await pick(window, 'line-b');
    await window.page.getByRole('option', { name: /^CPU/ }).click();
    await deploymentRow(window, /^line-b, starting/).waitFor();
    const waiting = await notification(window, /waiting until the server is ready/);
    await waiting.getByRole('link', { name: 'Show Log' }).click();
    await window.page
      .locator('.editor-instance .view-lines')
      .getByText(/\[info\]\sreading\sweights/)
      .waitFor();
    await keepScreenshots(window, 'deploy-waiting');
    await chooseInRow(window, /^parts/, 'Remove All Deployments of Project…');
    await notification(window, /line-b cannot be removed now \(starting\)\. Cancel that/);
    await cancelled(window);
    await eventually(async () => (await lab.docker.listContainers({ all: true })).length, 0);
  },
  {
    ...options,
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      const text = `FROM parts:lab\nUSER 0\nRUN sleep 600 # ${Date.now()}\n`;
      writeFileSync(join(workspace, 'Dockerfile'), text);
    },
  },
);

flow(
  'what was made up on the spot is kept in yolo.json, with its weights from elsewhere',
  async (window) => {
    await lab.clean();
    const widget = window.page.locator('.quick-input-widget:visible');
    await runCommand(window, 'YOLO: Deploy to GPU');
    await widget
      .getByRole('option', { name: /^parts-v10\.onnx/ })
      .first()
      .click();
    await widget.getByText('Name of the deployment').waitFor();
    await window.page.keyboard.press('Enter');
    await widget.getByRole('option', { name: /^CPU/ }).click();
    const ready = await notification(window, /parts-v10 is ready at/);
    await ready.getByRole('button', { name: 'Save to yolo.json' }).click();
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.getByText('Copy parts-v10.onnx to models/parts-v10.onnx?').waitFor();
    await keepScreenshot(window, 'deploy-keep');
    await dialog.getByRole('button', { name: 'Copy and Save' }).click();
    const file = join(window.workspace, 'yolo.json');
    await eventually(
      async () => Object.keys(JSON.parse(readFileSync(file, 'utf8')).models),
      ['parts-v10'],
    );
    deepEqual(readdirSync(join(window.workspace, 'models')), ['parts-v10.onnx']);
  },
  {
    ...options,
    emptyFolder: true,
    prepare: async (workspace) => {
      await options.prepare?.(workspace);
      writeFileSync(join(workspace, 'Dockerfile'), 'FROM parts:lab\n');
      const project = { name: 'made', models: {}, deployments: {} };
      writeFileSync(join(workspace, 'yolo.json'), JSON.stringify(project));
    },
  },
);
