import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { execOutput } from '../../engine/execOutput.ts';
import { openTerminal, type Terminal } from '../../engine/execStream.ts';
import { errorText } from '../errorText.ts';

/** Environment variable that marks the processes of one terminal. */
const MARK = 'YOLO_DOCK_TERMINAL';
/** Where VS Code has not yet measured the terminal. */
const USUAL = { columns: 80, rows: 24 };

/** A shell inside a container, for a terminal of VS Code; spoken to through the engine's API. */
export class ContainerTerminal implements vscode.Pseudoterminal {
  readonly #engine: Engine;
  readonly #containerId: string;
  readonly #mark = randomUUID();
  readonly #written = new vscode.EventEmitter<string>();
  readonly #ended = new vscode.EventEmitter<number | undefined>();
  /** Typed before the shell was there. */
  #typed = '';
  #size = USUAL;
  #terminal: Terminal | undefined;
  #closed = false;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(engine: Engine, containerId: string) {
    this.#engine = engine;
    this.#containerId = containerId;
  }

  open(size: vscode.TerminalDimensions | undefined): void {
    if (size) this.#size = size;
    void this.#run();
  }

  handleInput(data: string): void {
    if (this.#terminal) this.#terminal.stream.write(data);
    else this.#typed += data;
  }

  setDimensions(size: vscode.TerminalDimensions): void {
    this.#size = size;
    this.#terminal?.resize(size.columns, size.rows).catch(() => {
      // A shell that has just ended has no window.
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#terminal) this.#endProcesses(this.#terminal);
  }

  async #run(): Promise<void> {
    try {
      const terminal = await openTerminal(
        this.#engine,
        this.#containerId,
        ['sh', '-c', shellCommand(this.#mark)],
        this.#size,
      );
      this.#terminal = terminal;
      terminal.stream.on('error', () => {
        // Whoever reads the stream is told; who types into one that has ended need not be.
      });
      if (this.#closed) return this.#endProcesses(terminal);
      if (this.#typed !== '') terminal.stream.write(this.#typed);
      this.setDimensions(this.#size);
      await this.#pass(terminal);
      const code = await terminal.exitCode().catch(() => undefined);
      // VS Code makes a message of any code but 0; leaving a shell after a failed command is none.
      const failed = code === CANNOT_RUN || code === NOT_FOUND;
      if (failed)
        this.#written.fire(`\r\n${vscode.l10n.t('There is no shell in this image.')}\r\n`);
      this.#ended.fire(failed ? code : undefined);
    } catch (error) {
      this.#written.fire(`\r\n${errorText(error)}\r\n`);
      this.#ended.fire(1);
    }
  }

  /** Resolves when the shell has ended, or the connection. */
  async #pass({ stream }: Terminal): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.#written.fire(decoder.decode(chunk, { stream: true }));
    }
  }

  /** The engine leaves a shell alone whose terminal is gone: it would stay in the container. */
  #endProcesses({ stream }: Terminal): void {
    stream.destroy();
    execOutput(this.#engine, this.#containerId, ['sh', '-c', hangUpCommand(this.#mark)]).catch(
      () => {
        // With the container, or the engine, the shell is gone as well.
      },
    );
  }
}

/** Exit codes of a program that cannot be run, and of one that is not there. */
const CANNOT_RUN = 126;
const NOT_FOUND = 127;

/** The best shell that there is, marked. */
function shellCommand(mark: string): string {
  return `export ${MARK}=${mark}; if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi`;
}

/** Hangs up on every process that bears the mark, as a terminal that closes does. */
function hangUpCommand(mark: string): string {
  return `for p in /proc/[0-9]*; do tr '\\0' '\\n' < $p/environ 2>/dev/null | grep -qx '${MARK}=${mark}' && kill -HUP \${p#/proc/}; done`;
}
