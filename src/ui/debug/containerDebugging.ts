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

/** A request to a debug adapter, as far as it matters here. */
interface Request {
  readonly type?: string;
  readonly command?: string;
  readonly arguments?: { readonly restart?: unknown };
}

/** Debuggers that cannot restart themselves are ended and begun again. */
function asksRestart({ type, command, arguments: args }: Request): boolean {
  if (type !== 'request') return false;
  return command === 'restart' || (command === 'disconnect' && args?.restart === true);
}

/** A deployment that is debugged in its container, with VS Code's debugger attached to it. */
export class ContainerDebugging implements Debugged {
  readonly #parts: Parts;
  readonly #plan: DebugPlan;
  readonly #held = new Disposables();
  #run: DebugRun | undefined;
  #session: vscode.DebugSession | undefined;
  #restarting = false;
  #ended: Promise<void> | undefined;

  private constructor(parts: Parts, plan: DebugPlan) {
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
    plan: DebugPlan,
    settings: DeploySettings,
  ): Promise<DebugRun | undefined> {
    const debugging = new ContainerDebugging(parts, plan);
    parts.debugSessions.add(debugging);
    try {
      const run = await DebugRun.begin(engine, plan, settings, {
        onCrash: (error) => {
          debugging.#setCrashed(true);
          void debugging.#tell(error);
        },
        onGone: () => debugging.#over(),
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
    const { from: localRoot } = this.#plan.mode.sources;
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
        if (!isOurs(session)) return;
        this.#session = undefined;
        // Not every debugger survives that its server begins anew.
        if (!this.#restarting) this.#over();
      }),
    );
    this.#held.add(
      debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) =>
          isOurs(session)
            ? {
                onWillReceiveMessage: (message: Request) => {
                  if (!asksRestart(message)) return;
                  // VS Code itself attaches again.
                  void this.#restart(false);
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
    return this.#startSession(run);
  }

  async #startSession({ debuggerPort: port }: DebugRun): Promise<boolean> {
    const { spec, mode } = this.#plan;
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(mode.sources.from));
    const configuration = attachConfiguration({ name: spec.name, mode, port });
    return vscode.debug.startDebugging(folder, configuration);
  }

  /**
   * Begins the server anew, with the sources as they are now.
   * @param attach whether to attach again where the debugger was lost.
   */
  async #restart(attach = true): Promise<void> {
    const { spec } = this.#plan;
    const run = this.#run;
    if (run === undefined) return;
    const key = { project: spec.project, deployment: spec.name };
    const doing = vscode.l10n.t('restarting');
    this.#restarting = true;
    try {
      await this.#parts.activities.during(key, doing, () => run.restart());
      this.#setCrashed(false);
      const lost = this.#session === undefined && this.#ended === undefined;
      if (attach && lost) await this.#startSession(run);
    } catch (error) {
      this.#setCrashed(true);
      // Not awaited: it is there until somebody has read it.
      void this.#tell(error);
    } finally {
      this.#restarting = false;
    }
  }

  #setCrashed(crashed: boolean): void {
    const id = this.#run?.containerId;
    if (id === undefined) return;
    this.#parts.activities.setCrashed(id, crashed && this.#ended === undefined);
  }

  async #tell(error: unknown): Promise<void> {
    if (this.#ended !== undefined) return;
    const { name } = this.#plan.spec;
    const failed = vscode.l10n.t('{0} does not run; save an edit or restart to try again.', name);
    await tellFailure(this.#parts, { subject: name, failed }, error);
  }

  /** Ends it, and tells when what ran before does not run again. */
  #over(): void {
    this.end().catch((error: unknown) => {
      const { name } = this.#plan.spec;
      const failed = vscode.l10n.t('{0} does not run again as before.', name);
      return tellFailure(this.#parts, { subject: name, failed }, error);
    });
  }

  async #end(): Promise<void> {
    this.#held.dispose();
    this.#setCrashed(false);
    const session = this.#session;
    try {
      await Promise.all([this.#run?.end(), session && vscode.debug.stopDebugging(session)]);
    } finally {
      // Until then a window that closes waits for it, though its session is over already.
      this.#parts.debugSessions.delete(this);
    }
  }
}
