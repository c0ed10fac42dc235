import { Client } from '../../contract/client.ts';
import type { Endpoint } from '../../contract/endpoint.ts';

/** A client that tells whether anything is under way, so that a server in use is not stopped. */
export class MeteredClient extends Client {
  readonly #onIdle: () => void;
  #underWay = 0;

  /** @param onIdle called when the last call under way has ended. */
  constructor(endpoint: Endpoint, onIdle: () => void) {
    super(endpoint);
    this.#onIdle = onIdle;
  }

  /** Whether a call is under way. */
  get busy(): boolean {
    return this.#underWay > 0;
  }

  override predict(...args: Parameters<Client['predict']>): ReturnType<Client['predict']> {
    return this.#metered(super.predict(...args));
  }

  override model(...args: Parameters<Client['model']>): ReturnType<Client['model']> {
    return this.#metered(super.model(...args));
  }

  override metrics(...args: Parameters<Client['metrics']>): ReturnType<Client['metrics']> {
    return this.#metered(super.metrics(...args));
  }

  async #metered<T>(call: Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await call;
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) this.#onIdle();
    }
  }
}
