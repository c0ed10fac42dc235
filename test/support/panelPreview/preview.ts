import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from '../../../scripts/paths.ts';
import { type ServerProcess, startServer } from '../../../scripts/server/serverProcess.ts';
import type { Client } from '../../../src/contract/client.ts';
import { DetectPanels } from '../../../src/ui/panels/detectPanels.ts';
import type { CurrentTargets, Target } from '../../../src/ui/target.ts';
import { panels, Uri } from './fakeVscode.ts';
import { openPanel, type PageOptions } from './previewPage.ts';

const MODELS = join(ROOT, '../shared/conformance/models');

/** A target whose real server starts when it is first asked. */
class PreviewTarget implements Target {
  readonly id: string;
  readonly label: string;
  readonly place = 'Local (CPU)';
  readonly #path: string;
  #server: Promise<ServerProcess> | undefined;

  constructor(path: string) {
    this.#path = path;
    this.id = `local:${path}`;
    this.label = basename(path).replace(/\.onnx$/, '');
  }

  async connect(): Promise<Client> {
    this.#server ??= startServer(this.#path);
    return (await this.#server).client;
  }

  async stop(): Promise<void> {
    await (await this.#server)?.stop();
  }
}

/** The panel with real servers, played in a browser. */
export class Preview {
  readonly #browser: Browser;
  readonly #out: string;
  readonly #servers = new Map<string, PreviewTarget>();
  #name = '';
  #targets: readonly Target[] = [];
  /** Runs the panels' own code. */
  #panels: DetectPanels;

  constructor(browser: Browser, out: string) {
    this.#browser = browser;
    this.#out = out;
    const targets: CurrentTargets = {
      forAll: null,
      choose: async () => undefined,
      lost: async () => undefined,
      list: async () => this.#targets,
      find: async (id) => this.#targets.find((target) => target.id === id),
    };
    const context = {
      extensionUri: Uri.file(out),
      globalStorageUri: Uri.file(join(out, 'storage')),
    };
    const say = (sentence: string): void => void process.stderr.write(`host: ${sentence}\n`);
    const log = { warn: say, error: say };
    // The panels use no more of these than is here.
    this.#panels = new DetectPanels(context as never, targets, log as never);
  }

  async start(name: string): Promise<void> {
    this.#name = name;
    this.#targets = [];
  }

  /** Targets on real models, by file name below the conformance models or by path. */
  use(...models: readonly (string | Target)[]): void {
    this.#targets = models.map((model) => {
      if (typeof model !== 'string') return model;
      const path = existsSync(model) ? model : join(MODELS, model);
      let target = this.#servers.get(path);
      if (!target) {
        target = new PreviewTarget(path);
        this.#servers.set(path, target);
      }
      return target;
    });
  }

  /** Opens a panel on pictures in a page. */
  async open(paths: readonly string[], options: Partial<PageOptions> = {}): Promise<Page> {
    await this.#panels.show(paths.map((path) => Uri.file(join(ROOT, path))) as never);
    const panel = panels.at(-1);
    if (!panel) throw new Error('No panel was made.');
    const page = await openPanel(this.#browser, panel, {
      theme: 'dark',
      width: 1200,
      height: 760,
      ...options,
    });
    return page;
  }

  /** The newest panel in a fresh page with a saved state, as when it was hidden. */
  replay(state: unknown): Promise<Page> {
    const panel = panels.at(-1);
    if (!panel) throw new Error('No panel was made.');
    return openPanel(this.#browser, panel, { theme: 'dark', width: 1200, height: 760, state });
  }

  /** A file beside the screenshots. */
  file(name: string): string {
    return join(this.#out, name);
  }

  async shot(page: Page, suffix = ''): Promise<void> {
    await page.waitForTimeout(350);
    const name = suffix === '' ? this.#name : `${this.#name}-${suffix}`;
    await page.screenshot({ path: join(this.#out, `${name}.png`) });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((target) => target.stop()));
  }
}
