import { once } from 'node:events';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A client of Node's inspector, as debuggers are. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #events: Message[] = [];
  readonly #answers = new Map<number, (message: Message) => void>();
  #wake: () => void = () => {};
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.id !== undefined) this.#answers.get(message.id)?.(message);
      else this.#events.push(message);
      this.#wake();
    });
  }

  /** Connects with the process that is debugged at a port of this machine. */
  static async connect(port: number): Promise<Inspector> {
    const list = await fetch(`http://127.0.0.1:${port}/json/list`);
    const [target] = (await list.json()) as { webSocketDebuggerUrl: string }[];
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
    await once(socket as never, 'open');
    return new Inspector(socket);
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** The next event of a kind, also one that came already. */
  async event(method: string): Promise<Record<string, unknown>> {
    for (;;) {
      const at = this.#events.findIndex((event) => event.method === method);
      if (at >= 0) return this.#events.splice(at, 1)[0]?.params ?? {};
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}
