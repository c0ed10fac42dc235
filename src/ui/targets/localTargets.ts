import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { BundledModels } from '../models/bundledModels.ts';
import { isUsable, type ModelReport } from '../models/modelReport.ts';
import type { ModelReports } from '../models/modelReports.ts';
import type { WorkspaceModels } from '../models/workspaceModels.ts';
import type { Target, Targets } from '../target.ts';
import { distinctNames } from './distinctNames.ts';
import { LocalTarget, localModelPath, type ModelServers } from './localTarget.ts';
import type { TargetMemory } from './targetMemory.ts';

/** What local targets are made from. */
export interface LocalTargetSources {
  readonly servers: ModelServers;
  readonly models: WorkspaceModels;
  readonly reports: ModelReports;
  readonly bundled: BundledModels;
  readonly memory: TargetMemory;
}

/**
 * Models that run on this machine: those chosen before, newest first, then the workspace's, detectors
 * before classifiers. The bundled ones where there are no others, as in a workspace without trust.
 */
export class LocalTargets implements Targets {
  readonly #sources: LocalTargetSources;
  readonly #targets = new Map<string, LocalTarget>();
  /** Names by path, as of the last list. */
  #names: ReadonlyMap<string, string> = new Map();

  constructor(sources: LocalTargetSources) {
    this.#sources = sources;
  }

  async list(): Promise<readonly LocalTarget[]> {
    const { models, bundled, memory } = this.#sources;
    const chosen = memory.ids.map(localModelPath).filter((path) => path !== undefined);
    const own = vscode.workspace.isTrusted
      ? [...chosen, ...(await models.list()).map(({ fsPath }) => fsPath)]
      : await only(chosen, (path) => bundled.includes(path));
    const usable = await this.#usable([...new Set(own)], chosen);
    const samples = await bundled.list();
    const hasOwn = usable.some((path) => !samples.includes(path));
    const paths = hasOwn ? usable : [...new Set([...usable, ...samples])];
    this.#names = distinctNames(paths);
    return paths.map((path) => this.at(path));
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
    const { servers, bundled } = this.#sources;
    const name = this.#names.get(path) ?? distinctNames([path]).get(path) ?? path;
    let target = this.#targets.get(path);
    if (target?.label !== name) {
      target = new LocalTarget(path, name, servers, bundled);
      this.#targets.set(path, target);
    }
    return target;
  }

  /** @param chosen those chosen before, which come first. */
  async #usable(paths: readonly string[], chosen: readonly string[]): Promise<string[]> {
    const reports = await Promise.all(paths.map((path) => this.#sources.reports.read(path)));
    // What was chosen last stays when its file breaks, so that using it says what is wrong with it
    // rather than using another one in silence.
    const isCurrent = ({ path, bytes }: ModelReport): boolean =>
      path === chosen[0] && bytes !== undefined;
    const usable = reports.filter((report) => isUsable(report) || isCurrent(report));
    // Who never chose wants objects: what only names the whole picture comes last.
    const later = ({ path, spec }: ModelReport): boolean =>
      spec?.task === 'classify' && !chosen.includes(path);
    return [...usable.filter((report) => !later(report)), ...usable.filter(later)].map(
      ({ path }) => path,
    );
  }
}

async function only<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, i) => kept[i]);
}
