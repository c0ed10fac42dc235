import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

interface Message {
  readonly seq: number;
  readonly type: 'request' | 'response' | 'event';
  readonly request_seq?: number;
  readonly event?: string;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: Record<string, unknown>;
}

/** A client of the Debug Adapter Protocol, as VS Code is. */
export class DebugAdapter {
  readonly #socket: Socket;
  readonly #events: Message[] = [];
  readonly #answers = new Map<number, (message: Message) => void>();
  #wake: () => void = () => {};
  #read = Buffer.alloc(0);
  #last = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
  }

  /** Connects with the adapter at a port of this machine. */
  static async connect(port: number): Promise<DebugAdapter> {
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    return new DebugAdapter(socket);
  }

  /** Sends a request. @returns the answer's body. */
  async send(command: string, args: object = {}): Promise<Record<string, unknown>> {
    const seq = ++this.#last;
    const answer = new Promise<Message>((resolve) => this.#answers.set(seq, resolve));
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.#socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const { success, message, body } = await answer;
    if (success !== true) throw new Error(`${command}: ${message}`);
    return body ?? {};
  }

  /** The next event of a kind, also one that came already. */
  async event(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const at = this.#events.findIndex(({ event }) => event === name);
      if (at >= 0) return this.#events.splice(at, 1)[0]?.body ?? {};
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#read = Buffer.concat([this.#read, chunk]);
    for (;;) {
      const head = this.#read.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#read.toString('utf8', 0, head))?.[1],
      );
      const end = head + 4 + length;
      if (this.#read.length < end) return;
      const message = JSON.parse(this.#read.toString('utf8', head + 4, end)) as Message;
      this.#read = this.#read.subarray(end);
      if (message.type === 'response') this.#answers.get(message.request_seq ?? 0)?.(message);
      if (message.type === 'event') this.#events.push(message);
      this.#wake();
    }
  }
}
