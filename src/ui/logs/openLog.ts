import * as vscode from 'vscode';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { LogBuffer } from './logBuffer.ts';
import { type LogLevel, logEntry } from './logEntry.ts';
import { LogFollower, type LogSubject } from './logFollower.ts';
import { plainText } from './plainText.ts';

/** Milliseconds in which lines are gathered before the document is written anew. */
const GATHER_MS = 150;
/** The same for a long document, every writing of which costs more. */
const GATHER_LONG_MS = 1_000;
const LONG_CHARACTERS = 200_000;

/** The log behind one open document. */
export class OpenLog implements vscode.Disposable {
  readonly #buffer = new LogBuffer();
  readonly #follower: LogFollower;
  readonly #onChange: () => void;
  #level: LogLevel = 'trace';
  #timer: NodeJS.Timeout | undefined;
  #length = 0;

  /** @param onChange called when the text is another one. */
  constructor(engine: CurrentEngine, subject: LogSubject, onChange: () => void) {
    this.#onChange = onChange;
    this.#follower = new LogFollower(engine, subject, {
      onLine: (line) => {
        this.#buffer.add(logEntry(line));
        this.#changeSoon();
      },
      onNote: (text) => {
        this.#buffer.add({ level: undefined, text: `── ${plainText(text)} ──` });
        this.#changeSoon();
      },
    });
  }

  /** The least level that is shown. */
  get level(): LogLevel {
    return this.#level;
  }

  set level(level: LogLevel) {
    this.#level = level;
    this.#onChange();
  }

  /** What the document shows now. */
  text(): string {
    const text = this.#buffer.text(this.#level) || this.#whyEmpty();
    this.#length = text.length;
    return text;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#follower.dispose();
  }

  /** A filter that hides all is not to be taken for a container that says nothing. */
  #whyEmpty(): string {
    if (this.#buffer.isEmpty) return '';
    const note = vscode.l10n.t(
      'the filter hides all that was logged; “Filter Log by Level” chooses another level',
    );
    return `── ${note} ──\n`;
  }

  #changeSoon(): void {
    const wait = this.#length > LONG_CHARACTERS ? GATHER_LONG_MS : GATHER_MS;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onChange();
    }, wait);
  }
}
