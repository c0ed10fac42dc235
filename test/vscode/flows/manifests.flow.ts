import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flow } from '../support/flow.ts';
import { notification } from '../support/notifications.ts';
import { pick, runCommand } from '../support/palette.ts';
import { tryPatiently } from '../support/patience.ts';
import { keepScreenshot, keepScreenshots } from '../support/screenshot.ts';
import { type Theme, useTheme } from '../support/theme.ts';
import type { VsCodeWindow } from '../support/vsCodeWindow.ts';

const TITLE = 'Scaffold Kubernetes Manifests';
/** Another project of the workspace. */
const SECOND = 'lines/second/yolo.json';

const read = (window: VsCodeWindow, file: string): string =>
  readFileSync(join(window.workspace, file), 'utf8');
const widget = (window: VsCodeWindow) => window.page.locator('.quick-input-widget:visible');
const step = (window: VsCodeWindow, at: string) =>
  widget(window).getByText(`${TITLE} (${at})`).waitFor();

/** Answers all questions; what is written is shown then. */
async function upToPreview(window: VsCodeWindow, theme: Theme): Promise<void> {
  await useTheme(window, theme);
  await runCommand(window, `YOLO: ${TITLE}`);
  await step(window, '1/4');
  await keepScreenshot(window, `manifests-gpu-${theme}`);
  await pick(window, 'MIG slices, each kind with its name');
  await widget(window).getByPlaceholder('Which slice does a pod get?').waitFor();
  await pick(window, '1g.10gb');
  await step(window, '2/4');
  await pick(window, 'line-b');
  await step(window, '3/4');
  await widget(window).locator('input').fill('registry.example.com/vision');
  await window.page.keyboard.press('Enter');
  await step(window, '4/4');
  await widget(window).getByText('kubernetes/pod.yaml').waitFor();
}

flow('manifests are looked at and then written; what exists is kept', async (window) => {
  const { page } = window;
  const own = 'kubernetes/pod.yaml';
  mkdirSync(join(window.workspace, 'kubernetes'));
  writeFileSync(join(window.workspace, own), '# mine\n');
  await upToPreview(window, 'light');
  await widget(window).getByText('exists: will be kept').waitFor();
  await keepScreenshot(window, 'manifests-preview');
  await pick(window, 'kubernetes/base/deployments/line-a.yaml');
  await page
    .locator('.view-line', { hasText: /maxSurge:\s0/ })
    .first()
    .waitFor();
  await keepScreenshot(window, 'manifests-look');
  await pick(window, 'Write 16 Files');
  await page.getByText('16 files were written').first().waitFor();
  await keepScreenshots(window, 'manifests-written');
  equal(read(window, own), '# mine\n');
  match(read(window, 'kubernetes/overlays/prod/http-route.yaml'), /name: line-b\n.*\n *weight: 10/);
  match(
    read(window, 'kubernetes/overlays/beta/kustomization.yaml'),
    /newName: registry\.example\.com\/vision\/parts/,
  );
  match(read(window, 'kubernetes/README.md'), /What to adapt/);

  await runCommand(window, 'YOLO: Scaffold Compose File');
  await widget(window).getByText('Scaffold Compose File (1/1)').waitFor();
  await pick(window, 'Write 1 File');
  await page.getByText('compose.yaml was written').first().waitFor();
  await page
    .locator('.view-line', { hasText: /line-a:/ })
    .first()
    .waitFor();
  await keepScreenshot(window, 'compose-written');
  match(read(window, 'compose.yaml'), /127\.0\.0\.1:5001:5000/);
});

flow('manifests that are not wanted leave nothing behind', async (window) => {
  const before = readdirSync(window.workspace).sort();
  await upToPreview(window, 'high-contrast');
  await keepScreenshot(window, 'manifests-preview-high-contrast');
  await window.page.keyboard.press('Escape');
  await widget(window).waitFor({ state: 'hidden' });
  deepEqual(readdirSync(window.workspace).sort(), before);
  ok(!existsSync(join(window.workspace, 'kubernetes')));

  const project = JSON.parse(read(window, 'yolo.json'));
  const [entry] = Object.values(project.deployments);
  project.deployments = { 'a.b': { ...(entry as object), port: 5002 }, a_b: entry };
  writeFileSync(join(window.workspace, 'yolo.json'), JSON.stringify(project));
  await runCommand(window, `YOLO: ${TITLE}`);
  await window.page.getByText('would both be called “a-b” in Kubernetes').first().waitFor();
  await keepScreenshot(window, 'manifests-refused');
});

flow(
  'which project is meant is asked where there are several, and said where there is none',
  async (window) => {
    const { page } = window;
    await runCommand(window, 'YOLO: Scaffold Compose File');
    await widget(window).getByPlaceholder('Which project?').waitFor();
    await keepScreenshot(window, 'manifests-projects');
    await pick(window, 'second-line');
    await widget(window).getByText('Scaffold Compose File (1/1)').waitFor();
    await pick(window, 'Write 1 File');
    await page.getByText('compose.yaml was written').first().waitFor();
    match(read(window, 'lines/second/compose.yaml'), /line-a:/);
    ok(!existsSync(join(window.workspace, 'compose.yaml')));

    for (const file of ['yolo.json', SECOND]) rmSync(join(window.workspace, file));
    const none = page.getByText('There is no yolo.json in this workspace').first();
    const attempt = async (timeout: number): Promise<void> => {
      // Until the files are seen to be gone, it asks which one is meant.
      await runCommand(window, `YOLO: ${TITLE}`);
      await none.waitFor({ timeout });
    };
    await tryPatiently(attempt, () => page.keyboard.press('Escape'));
    await keepScreenshot(window, 'manifests-no-project');
    await notification(window, /There is no yolo\.json/).then((said) =>
      said.getByRole('button', { name: 'Scaffold Project' }).click(),
    );
    await widget(window).getByText('Scaffold Project (1/6)').waitFor();
  },
  {
    prepare: (workspace) => {
      const project = JSON.parse(readFileSync(join(workspace, 'yolo.json'), 'utf8'));
      mkdirSync(join(workspace, 'lines', 'second'), { recursive: true });
      writeFileSync(join(workspace, SECOND), JSON.stringify({ ...project, name: 'second-line' }));
    },
  },
);
