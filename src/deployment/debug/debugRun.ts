import { removeContainer, resumeContainer, stopContainer } from '../../engine/containers.ts';
import type { Engine } from '../../engine/engine.ts';
import { bridgeCommand } from '../bridge.ts';
import { containerFailure } from '../foreignImage.ts';
import type { Replica } from '../replicaState.ts';
import { replicasOf } from '../replicas.ts';
import type { DeploySettings } from '../startReplica.ts';
import { DebuggedContainer } from './debuggedContainer.ts';
import { DebuggerRelay, type TakenPort } from './debuggerRelay.ts';
import { DEBUGGER_PORTS } from './debugMode.ts';
import type { DebugListener, DebugPlan } from './debugPlan.ts';
import { assertDebuggable } from './debugRefusal.ts';
import { giveBack } from './givingBack.ts';
import { Keeper } from './keeper.ts';

/** The replica that is debugged. */
const REPLICA = 0;

/**
 * A deployment's server under its debugger, in a container of its own that takes the place of the
 * one that runs. It is over with `end`, and also when this process is, however that ends. What ran
 * before is started again by `end`; where that does not come, by a program of its own that outlives
 * this process.
 */
export class DebugRun {
  readonly #engine: Engine;
  readonly #relay: DebuggerRelay;
  readonly #container: DebuggedContainer;
  /** What stands still meanwhile. */
  readonly #replaced: readonly Replica[];
  readonly #keeper: Keeper;
  #end: Promise<void> | undefined;

  private constructor(
    engine: Engine,
    relay: DebuggerRelay,
    container: DebuggedContainer,
    replaced: readonly Replica[],
    keeper: Keeper,
  ) {
    this.#engine = engine;
    this.#relay = relay;
    this.#container = container;
    this.#replaced = replaced;
    this.#keeper = keeper;
  }

  /**
   * Puts the container in the place of the one that runs and waits until its server is ready. When
   * this rejects, all is as before.
   * @throws DeployError, among others for the stage `prod`; EngineError; the signal's reason.
   */
  static async begin(
    engine: Engine,
    { spec, mode, afterwards }: DebugPlan,
    settings: DeploySettings,
    listener: DebugListener,
  ): Promise<DebugRun> {
    const found = await replicasOf(engine, spec.project, spec.name);
    assertDebuggable(spec, found);
    const same = found.filter(({ labels }) => labels.replica === REPLICA);
    const leftOver = same.filter(({ role }) => role === 'debug');
    await Promise.all(leftOver.map(({ id }) => removeContainer(engine, id)));
    const port = DEBUGGER_PORTS[mode.kind];
    const relay = await DebuggerRelay.listen(engine, port, bridgeCommand(spec.stack, port));
    const container = new DebuggedContainer(engine, { spec, mode }, relay, listener);
    const replaced = same.filter(({ role, state }) => role === 'serving' && state !== 'exited');
    const what = {
      address: engine.address,
      replaced: replaced.map(({ id, state }) => ({ id, state })),
    };
    const run = new DebugRun(engine, relay, container, replaced, new Keeper(afterwards, what));
    try {
      for (const { id, state } of replaced) {
        // What is frozen cannot end by itself.
        if (state === 'paused') await resumeContainer(engine, id);
        await stopContainer(engine, id);
      }
      await container.start(REPLICA, settings);
      return run;
    } catch (error) {
      await run.end();
      throw await containerFailure(engine, spec.image, error);
    }
  }

  /** Port on this machine's loopback that leads to the debugger. */
  get debuggerPort(): number {
    return this.#relay.port;
  }

  /** The debugger's usual port, where something else has it. */
  get taken(): TakenPort | undefined {
    return this.#relay.taken;
  }

  /** Port of the server on the engine's host. */
  get port(): number {
    return this.#container.port;
  }

  get containerId(): string {
    return this.#container.id;
  }

  /**
   * Starts the server anew, with the sources as they are now, and waits until it is ready. Debuggers
   * that are connected lose their connection; what connects meanwhile waits for the new server.
   * @throws DeployError when it does not come up; it can be tried again.
   */
  restart(): Promise<void> {
    return this.#container.restart();
  }

  /** Ends it: no debugger listens any more, the container is gone, what ran before runs again. */
  end(): Promise<void> {
    this.#end ??= this.#finish();
    return this.#end;
  }

  async #finish(): Promise<void> {
    this.#relay.close();
    await this.#container.remove();
    await giveBack(this.#engine, this.#replaced);
    this.#keeper.release();
  }
}
