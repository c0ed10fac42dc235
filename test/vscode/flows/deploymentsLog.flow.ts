import { equal } from 'node:assert/strict';
import { Client } from '../../../src/contract/client.ts';
import { deploymentsLab } from '../support/deploymentsLab.ts';
import { chooseInRow, deploymentRow, openDeployments } from '../support/deploymentsView.ts';
import { flow } from '../support/flow.ts';
import { pick, runCommand } from '../support/palette.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';

const { lab, options } = await deploymentsLab();
const PORT = 15_821;

flow(
  'a log is followed through a restart and a replacement, filtered by level, and let go when closed',
  async (window) => {
    await lab.clean();
    await lab.deployed('press', { port: PORT });
    await openDeployments(window);
    await chooseInRow(window, /^press, ready/, 'Show Deployment Log');
    const lines = window.page.locator('.editor-instance .view-lines');
    // What VS Code draws has spaces that do not break.
    await lines.getByText(/\[info\]\sready\smodel=parts-v10/).waitFor();
    await runCommand(window, 'YOLO: Filter Log by Level…');
    await pick(window, 'Errors only');
    await lines.getByText(/──\sthe\sfilter\shides\sall/).waitFor();
    await keepScreenshot(window, 'deployment-log-filtered');
    await runCommand(window, 'YOLO: Filter Log by Level…');
    await pick(window, 'All entries');
    await lines.getByText(/\[info\]\sready\smodel=parts-v10/).waitFor();
    const client = new Client({ host: '127.0.0.1', port: PORT });
    await client.predict(new Uint8Array([1, 2, 3])).catch(() => undefined);
    client.close();
    await chooseInRow(window, /^press, ready/, 'Restart Deployment');
    await lines.getByText(/──\sstarting\s──/).waitFor();
    await lines
      .getByText(/\[info\]\sready\smodel=parts-v10/)
      .nth(1)
      .waitFor();
    await keepScreenshots(window, 'deployment-log');
    await runCommand(window, 'YOLO: Filter Log by Level…');
    await pick(window, 'Warnings and errors');
    await lines
      .getByText(/\[info\]/)
      .first()
      .waitFor({ state: 'hidden' });
    await runCommand(window, 'YOLO: Filter Log by Level…');
    await pick(window, 'All entries');
    await lab.deployed('press', { port: PORT });
    await lines.getByText(/replaced\sby\sa\snew\scontainer/).waitFor();
    await lines
      .getByText(/\[info\]\sready\smodel=parts-v10/)
      .nth(2)
      .waitFor();
    equal(await window.page.getByRole('tab', { name: /press-0\.log/ }).count(), 1);
    await runCommand(window, 'View: Close All Editors');
    await deploymentRow(window, /^press, ready/).waitFor();
    await chooseInRow(window, /^press, ready/, 'Show Deployment Log');
    await lines
      .getByText(/\[info\]\sready\smodel=parts-v10/)
      .first()
      .waitFor();
  },
  options,
);
