import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LocalServers } from '../../deployment/local/localServers.ts';
import type { BundledModels } from '../models/bundledModels.ts';
import type { ModelReports } from '../models/modelReports.ts';
import type { WorkspaceModels } from '../models/workspaceModels.ts';
import type { Target, Targets } from '../target.ts';
import { LocalTarget, localModelPath } from './localTarget.ts';
import type { TargetMemory } from './targetMemory.ts';

/** What local targets are made from. */
export interface LocalTargetSources {
  readonly servers: LocalServers;
  readonly models: WorkspaceModels;
  readonly reports: ModelReports;
  readonly bundled: BundledModels;
  readonly memory: TargetMemory;
}

/**
 * Models that run on this machine: those chosen before, newest first, then the workspace's, then
 * the bundled ones. In a workspace without trust only the last.
 */
export class LocalTargets implements Targets {
  readonly #sources: LocalTargetSources;
  readonly #targets = new Map<string, LocalTarget>();

  constructor(sources: LocalTargetSources) {
    this.#sources = sources;
  }

  async list(): Promise<readonly LocalTarget[]> {
    const { models, bundled, memory, reports } = this.#sources;
    const chosen = memory.ids.map(localModelPath).filter((path) => path !== undefined);
    const own = vscode.workspace.isTrusted
      ? [...chosen, ...(await models.list()).map(({ fsPath }) => fsPath)]
      : await only(chosen, (path) => bundled.includes(path));
    const paths = [...new Set([...own, ...(await bundled.list())])];
    const read = await Promise.all(paths.map((path) => reports.read(path)));
    return read
      .filter(({ header, problem }) => header !== undefined && problem === undefined)
      .map(({ path }) => this.at(path));
  }

  async find(id: string): Promise<Target | undefined> {
    const path = localModelPath(id);
    if (path === undefined) return undefined;
    const allowed = vscode.workspace.isTrusted || (await this.#sources.bundled.includes(path));
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    return allowed && exists ? this.at(path) : undefined;
  }

  /** The current target: what was chosen last, else what the list begins with. */
  async current(): Promise<Target | undefined> {
    const [id] = this.#sources.memory.ids;
    const chosen = id === undefined ? undefined : await this.find(id);
    return chosen ?? (await this.list())[0];
  }

  /** The target that runs this model file. */
  at(path: string): LocalTarget {
    let target = this.#targets.get(path);
    if (target === undefined) {
      target = new LocalTarget(path, this.#sources.servers, this.#sources.bundled);
      this.#targets.set(path, target);
    }
    return target;
  }
}

async function only<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, i) => kept[i]);
}
