import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { BundledModels } from '../models/bundledModels.ts';
import { isUsable, type ModelReport } from '../models/modelReport.ts';
import type { ModelReports } from '../models/modelReports.ts';
import type { WorkspaceModels } from '../models/workspaceModels.ts';
import type { LostTarget, Target, Targets } from '../target.ts';
import { distinctNames } from './distinctNames.ts';
import { LocalTarget, localModelPath, localTargetId, type ModelServers } from './localTarget.ts';
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
 * before classifiers. Where the one chosen last is gone, those of its task come first. The bundled
 * ones where there are no others, as in a workspace without trust.
 */
export class LocalTargets implements Targets {
  readonly #sources: LocalTargetSources;
  readonly #targets = new Map<string, LocalTarget>();
  /** Names by path, as of the last list. */
  #names: ReadonlyMap<string, string> = new Map();
  /** Tasks by path, as of the last list. */
  readonly #tasks = new Map<string, string | undefined>();

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
    return allowed && (await exists(path)) ? this.at(path) : undefined;
  }

  /** The model that was chosen last, where its file is gone. */
  async lost(): Promise<LostTarget | undefined> {
    const { ids, task } = this.#sources.memory;
    const path = ids[0] === undefined ? undefined : localModelPath(ids[0]);
    if (path === undefined || !vscode.workspace.isTrusted || (await exists(path))) return undefined;
    return { id: localTargetId(path), label: this.at(path).label, task };
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
    const label = this.#names.get(path) ?? distinctNames([path]).get(path) ?? path;
    const task = this.#tasks.get(path);
    let target = this.#targets.get(path);
    if (target?.label !== label || target.task !== task) {
      target = new LocalTarget(path, { label, task }, servers, bundled);
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
    for (const { path, spec } of usable) this.#tasks.set(path, spec?.task);
    const wanted = await this.#taskOfLost(chosen[0]);
    // Who never chose wants objects: what only names the whole picture comes last.
    const rank = ({ path, spec }: ModelReport): number => {
      if (wanted !== undefined && spec?.task === wanted) return 0;
      return spec?.task === 'classify' && !chosen.includes(path) ? 2 : 1;
    };
    return usable.sort((a, b) => rank(a) - rank(b)).map(({ path }) => path);
  }

  /** What the model did that was chosen last, where it is gone; else takes note of what it does. */
  async #taskOfLost(current: string | undefined): Promise<string | undefined> {
    const { memory } = this.#sources;
    if (current === undefined || memory.ids[0] !== localTargetId(current)) return undefined;
    if (!(await exists(current))) return memory.task;
    const task = this.#tasks.get(current);
    if (task !== undefined) await memory.learn(task);
    return undefined;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function only<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, i) => kept[i]);
}
