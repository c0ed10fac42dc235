import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { DebugPlan } from '../../deployment/debug/debugPlan.ts';
import { DebugRun } from '../../deployment/debug/debugRun.ts';
import type { DeploySettings } from '../../deployment/startReplica.ts';
import type { Engine } from '../../engine/engine.ts';
import { tellFailure } from '../deploy/deploymentFailure.ts';
import { Disposables } from '../disposables.ts';
import type { Parts } from '../parts.ts';
import { restartOnSave } from '../settings.ts';
import { attachConfiguration } from './attachConfiguration.ts';
import type { Debugged } from './debugSessions.ts';

/** What is debugged, and where its sources are in the workspace. */
export interface ContainerPlan extends DebugPlan {
  readonly localRoot: string;
}

/** A deployment that is debugged in its container, with VS Code's debugger attached to it. */
export class ContainerDebugging implements Debugged {
  readonly #parts: Parts;
  readonly #plan: ContainerPlan;
  readonly #held = new Disposables();
  #run: DebugRun | undefined;
  #session: vscode.DebugSession | undefined;
  #ended: Promise<void> | undefined;

  private constructor(parts: Parts, plan: ContainerPlan) {
    this.#parts = parts;
    this.#plan = plan;
  }

  /**
   * Starts the container and attaches. When this rejects, all is as before.
   * @returns undefined when VS Code's debugger did not want to.
   */
  static async begin(
    parts: Parts,
    engine: Engine,
    plan: ContainerPlan,
    settings: DeploySettings,
  ): Promise<DebugRun | undefined> {
    const debugging = new ContainerDebugging(parts, plan);
    parts.debugSessions.add(debugging);
    try {
      const run = await DebugRun.begin(engine, plan, settings, {
        onCrash: (error) => void debugging.#tell(error),
        onGone: () => void debugging.end(),
      });
      debugging.#run = run;
      settings.signal?.throwIfAborted();
      if (await debugging.#attach(run)) return run;
      await debugging.end();
      return undefined;
    } catch (error) {
      await debugging.end();
      throw error;
    }
  }

  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #attach(run: DebugRun): Promise<boolean> {
    const { spec, mode, localRoot } = this.#plan;
    const { debug, workspace } = vscode;
    const port = run.debuggerPort;
    this.#held.add(this.#parts.focus.debugging(run.containerId));
    // Sessions of threads are children of ours.
    const isOurs = ({ configuration, parentSession }: vscode.DebugSession): boolean =>
      parentSession === undefined &&
      (configuration['port'] === port || configuration['connect']?.port === port);
    this.#held.add(
      debug.onDidStartDebugSession((session) => {
        if (isOurs(session)) this.#session = session;
      }),
    );
    this.#held.add(
      debug.onDidTerminateDebugSession((session) => {
        if (isOurs(session)) void this.end();
      }),
    );
    this.#held.add(
      debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) =>
          isOurs(session)
            ? {
                onWillReceiveMessage: ({ type, command }: { type?: string; command?: string }) => {
                  if (type === 'request' && command === 'restart') void this.#restart();
                },
              }
            : undefined,
      }),
    );
    this.#held.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        const inside = uri.scheme === 'file' && uri.fsPath.startsWith(`${localRoot}${sep}`);
        if (inside && restartOnSave()) void this.#restart();
      }),
    );
    const folder = workspace.getWorkspaceFolder(vscode.Uri.file(localRoot));
    const configuration = attachConfiguration({ name: spec.name, mode, port, localRoot });
    return debug.startDebugging(folder, configuration);
  }

  /** Begins the server anew, with the sources as they are now. */
  async #restart(): Promise<void> {
    const { spec } = this.#plan;
    const key = { project: spec.project, deployment: spec.name };
    const doing = vscode.l10n.t('restarting');
    try {
      await this.#parts.activities.during(key, doing, async () => this.#run?.restart());
    } catch (error) {
      await this.#tell(error);
    }
  }

  async #tell(error: unknown): Promise<void> {
    if (this.#ended !== undefined) return;
    const { name } = this.#plan.spec;
    const failed = vscode.l10n.t('{0} does not run; save an edit or restart to try again.', name);
    await tellFailure(this.#parts, { subject: name, failed }, error);
  }

  async #end(): Promise<void> {
    this.#held.dispose();
    this.#parts.debugSessions.delete(this);
    const session = this.#session;
    await Promise.all([this.#run?.end(), session && vscode.debug.stopDebugging(session)]);
  }
}
