import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Client } from '../../contract/client.ts';
import type { BundledModels } from '../models/bundledModels.ts';
import type { Target } from '../target.ts';
import { explainLocalServer } from './explainLocalServer.ts';

const PREFIX = 'local:';

/** The id of the target that runs this model here. */
export function localTargetId(path: string): string {
  return PREFIX + path;
}

/** The model that a target runs here; undefined for targets of other kinds. */
export function localModelPath(id: string): string | undefined {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
}

/** Servers that run model files; a test has simpler ones. */
export interface ModelServers {
  connect(model: string, signal?: AbortSignal): Promise<Client>;
}

/** Runs a model file on this machine's processor, in a server of the window. */
export class LocalTarget implements Target {
  readonly id: string;
  readonly label: string;
  readonly place: string;
  readonly task: string | undefined;
  /** The model file. */
  readonly path: string;
  readonly #servers: ModelServers;
  readonly #bundled: BundledModels;

  constructor(
    path: string,
    { label, task }: { readonly label: string; readonly task: string | undefined },
    servers: ModelServers,
    bundled: BundledModels,
  ) {
    this.id = localTargetId(path);
    this.label = label;
    this.task = task;
    this.place = vscode.l10n.t('Local (CPU)');
    this.path = path;
    this.#servers = servers;
    this.#bundled = bundled;
  }

  async connect(signal?: AbortSignal): Promise<Client> {
    // Here, not only in menus: whoever holds a target must not get round the workspace's trust.
    if (!vscode.workspace.isTrusted && !(await this.#bundled.includes(this.path))) {
      throw new Error(
        vscode.l10n.t(
          '{0} is not one of the bundled models, and this workspace is not trusted: trust it to run its models.',
          basename(this.path),
        ),
      );
    }
    try {
      return await this.#servers.connect(this.path, signal);
    } catch (error) {
      throw explainLocalServer(error, basename(this.path));
    }
  }
}
