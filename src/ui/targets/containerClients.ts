import type { Client } from '../../contract/client.ts';
import type { openEndpoint } from '../../deployment/replicaEndpoint.ts';
import type { Replica } from '../../deployment/replicaState.ts';
import type { Engine } from '../../engine/engine.ts';

/** Milliseconds that a person may look at what a debugger has stopped before it is given up. */
const DEBUGGED_MS = 3_600_000;

/** A way to one container's server. */
interface OpenClient {
  readonly engine: Engine;
  readonly port: number;
  readonly client: Promise<ClosableClient>;
}

interface ClosableClient {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** Clients of containers' servers, one each, which share its connections, or its tunnel. */
export class ContainerClients {
  readonly #open = new Map<string, OpenClient>();

  /** The client of a container, which is opened when there is none. */
  async of(engine: Engine, { id, port = 0, labels }: Replica): Promise<Client> {
    const known = this.#open.get(id);
    if (known?.engine === engine && known.port === port) return (await known.client).client;
    this.#close(id);
    const client = openClient(engine, { ...labels, id, port });
    this.#open.set(id, { engine, port, client });
    client.catch(() => this.#open.delete(id));
    return (await client).client;
  }

  /** Closes the clients of containers that are no longer there. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#open.keys()) if (!ids.has(id)) this.#close(id);
  }

  #close(id: string): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.client.then(
      ({ client, close }) => {
        client.close();
        return close();
      },
      () => undefined,
    );
  }
}

async function openClient(
  engine: Engine,
  container: Parameters<typeof openEndpoint>[1] & { readonly debug: boolean },
): Promise<ClosableClient> {
  const endpoints = await import('../../deployment/replicaEndpoint.ts');
  const { Client } = await import('../../contract/client.ts');
  const { endpoint, close } = await endpoints.openEndpoint(engine, container);
  const usual = container.debug ? { timeoutMs: DEBUGGED_MS } : {};
  return { client: new Client(endpoint, usual), close };
}
