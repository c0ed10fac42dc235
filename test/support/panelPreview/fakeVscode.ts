/**
 * The part of VS Code's API that the detection panel uses, on Node alone, so that its real code runs
 * in unit tests and in the preview. `useFakeVscode.ts` puts it in the place of `vscode`.
 */
import * as fs from 'node:fs/promises';
import { Uri as FakeUri } from './fakeUri.ts';

export const Uri = FakeUri;
export type Uri = FakeUri;

export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 } as const;
export const ProgressLocation = { Notification: 15 } as const;
export const ViewColumn = { Active: -1, One: 1 } as const;

export class FileSystemError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

export class ThemeIcon {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class MarkdownString {
  value: string;
  constructor(value = '') {
    this.value = value;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export const StatusBarAlignment = { Left: 1, Right: 2 } as const;

export class FakeStatusBarItem {
  text = '';
  visible = false;
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  dispose(): void {
    this.hide();
  }
}

/** Items of the status bar that were made, oldest first. */
export const statusBarItems: FakeStatusBarItem[] = [];

export class RelativePattern {
  readonly base: Uri;
  readonly pattern: string;
  constructor(base: Uri, pattern: string) {
    this.base = base;
    this.pattern = pattern;
  }
}

/** Sentences in another language than English, by their English. */
let bundle: Readonly<Record<string, string>> | undefined;
export const useBundle = (translations: Readonly<Record<string, string>>): void => {
  bundle = translations;
};

export const l10n = {
  /** As VS Code has it: undefined in English. */
  get bundle() {
    return bundle;
  },
  t: (sentence: string, ...values: readonly (string | number)[]): string =>
    (bundle?.[sentence] ?? sentence).replace(/\{(\d)\}/g, (whole, index: string) =>
      String(values[Number(index)] ?? whole),
    ),
};

/** What a person would have answered or found: a test sets it, or looks at it afterwards. */
export const person = {
  saveTo: undefined as Uri | undefined,
  /** Where a dialog for saving begins. */
  proposed: undefined as Uri | undefined,
  /** The button of the next warning. */
  answers: undefined as string | undefined,
  opens: undefined as readonly Uri[] | undefined,
  clipboard: '',
  commands: [] as (readonly unknown[])[],
  /** Lists that were put before somebody, who chose nothing. */
  lists: [] as (readonly unknown[])[],
};

export const env = {
  language: 'en',
  clipboard: {
    writeText: async (text: string): Promise<void> => {
      person.clipboard = text;
    },
  },
};

export const commands = {
  executeCommand: async (...command: readonly unknown[]): Promise<void> => {
    person.commands.push(command);
  },
};

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FileSystemError(code === 'ENOENT' ? 'FileNotFound' : 'Unavailable', message);
  }
}

const typeOf = (entry: { isDirectory(): boolean; isSymbolicLink(): boolean }): number =>
  (entry.isDirectory() ? FileType.Directory : FileType.File) |
  (entry.isSymbolicLink() ? FileType.SymbolicLink : 0);

export const workspace = {
  /** All settings are as they come. */
  getConfiguration: () => ({ get: (_name: string, usual?: unknown) => usual }),
  fs: {
    readFile: (uri: Uri) => translated(fs.readFile(uri.fsPath)),
    writeFile: async (uri: Uri, bytes: Uint8Array) => {
      await translated(fs.mkdir(Uri.joinPath(uri, '..').fsPath, { recursive: true }));
      await translated(fs.writeFile(uri.fsPath, bytes));
    },
    rename: (from: Uri, to: Uri) => translated(fs.rename(from.fsPath, to.fsPath)),
    delete: (uri: Uri, options = {}) => translated(fs.rm(uri.fsPath, options)),
    readDirectory: async (uri: Uri): Promise<[string, number][]> => {
      const entries = await translated(fs.readdir(uri.fsPath, { withFileTypes: true }));
      return entries.map((entry) => [entry.name, typeOf(entry)]);
    },
    stat: async (uri: Uri) => {
      const stats = await translated(fs.stat(uri.fsPath));
      return { type: typeOf(stats), mtime: stats.mtimeMs, ctime: stats.ctimeMs, size: stats.size };
    },
  },
  /** Watches nothing: a test says what changed. */
  createFileSystemWatcher: () => {
    const event = new EventEmitter<Uri>();
    changes.push(event);
    return {
      onDidChange: event.event,
      onDidCreate: () => new Disposable(() => undefined),
      onDidDelete: () => new Disposable(() => undefined),
      dispose: () => changes.splice(changes.indexOf(event), 1),
    };
  },
};

/** Watchers that are open. */
export const changes: EventEmitter<Uri>[] = [];

/** A panel whose other side a test or a browser plays. */
export class FakePanel {
  title: string;
  visible = true;
  active = true;
  readonly toWebview: unknown[] = [];
  readonly fromWebview = new EventEmitter<unknown>();
  readonly #disposed = new EventEmitter<void>();
  readonly #state = new EventEmitter<unknown>();
  readonly onDidDispose = this.#disposed.event;
  readonly onDidChangeViewState = this.#state.event;
  /** Where messages to the webview go. */
  deliver: (message: unknown) => void = (message) => this.toWebview.push(message);
  readonly webview = {
    html: '',
    options: {},
    cspSource: 'https://webview.test',
    asWebviewUri: (uri: Uri): string => `https://webview.test${uri.path}`,
    onDidReceiveMessage: this.fromWebview.event,
    postMessage: async (message: unknown): Promise<boolean> => {
      this.deliver(message);
      return true;
    },
  };

  constructor(title: string) {
    this.title = title;
  }

  reveal(): void {
    this.#state.fire({});
  }

  dispose(): void {
    this.#disposed.fire();
  }
}

/** Panels that were made, oldest first. */
export const panels: FakePanel[] = [];

export const window = {
  createWebviewPanel: (_type: string, title: string): FakePanel => {
    const panel = new FakePanel(title);
    panels.push(panel);
    return panel;
  },
  createStatusBarItem: (): FakeStatusBarItem => {
    const item = new FakeStatusBarItem();
    statusBarItems.push(item);
    return item;
  },
  /** Nobody reads how far it is, nor cancels. */
  withProgress: <T>(_options: unknown, work: (progress: object, token: object) => Promise<T>) =>
    work({ report: () => {} }, { onCancellationRequested: () => new Disposable(() => {}) }),
  showQuickPick: async (items: readonly unknown[]): Promise<undefined> => {
    person.lists.push(items);
  },
  showSaveDialog: async ({ defaultUri }: { defaultUri?: Uri }) => {
    person.proposed = defaultUri;
    return person.saveTo;
  },
  showWarningMessage: async () => person.answers,
  showOpenDialog: async () => person.opens,
};
