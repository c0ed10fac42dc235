import { listProcessIds, listRunning } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import type { ContainerKnowledge } from '../gpu/attributedSource.ts';

/**
 * Which containers run on an engine: all of them, whoever made them, because all may use a card. It
 * is asked only when somebody wants to know of one that is not known.
 */
export class EngineContainers implements ContainerKnowledge {
  readonly #engine: () => Promise<Engine>;
  #names: ReadonlyMap<string, string> = new Map();
  #ids: ReadonlySet<string> = new Set();

  /** @param engine the engine of the moment. */
  constructor(engine: () => Promise<Engine>) {
    this.#engine = engine;
  }

  readonly running = (): ReadonlySet<string> => this.#ids;

  readonly nameOf = (containerId: string): string | undefined => this.#names.get(containerId);

  /** Asks which run now. @throws EngineError */
  readonly refresh = async (): Promise<void> => {
    const containers = await listRunning(await this.#engine());
    this.#names = new Map(
      containers.map(({ Id, Names }) => [Id, Names?.[0]?.replace(/^\//, '') ?? Id.slice(0, 12)]),
    );
    this.#ids = new Set(this.#names.keys());
  };

  /** None of a container that has ended, which is then forgotten. @throws EngineError */
  readonly listPids = async (containerId: string): Promise<readonly number[]> => {
    try {
      return await listProcessIds(await this.#engine(), containerId);
    } catch (error) {
      if (!hasEnded(error)) throw error;
      this.#ids = new Set([...this.#ids].filter((id) => id !== containerId));
      return [];
    }
  };
}

function hasEnded(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  return error.reason === 'gone' || /is not running/.test(error.message);
}
