/** The part of VS Code's API that finding models uses; `useFakeVscode.ts` puts it in its place. */
import { Uri as FakeUri } from '../../../support/panelPreview/fakeUri.ts';
import { EventEmitter as Emitter } from '../../../support/panelPreview/fakeVscode.ts';

export const Uri = FakeUri;

/** The real one ends too. */
export class EventEmitter<T> extends Emitter<T> {
  dispose(): void {}
}

/** A watcher of which a test says what it saw. */
export class FakeWatcher {
  readonly pattern: string;
  readonly created = new EventEmitter<FakeUri>();
  readonly changed = new EventEmitter<FakeUri>();
  readonly deleted = new EventEmitter<FakeUri>();
  readonly onDidCreate = this.created.event;
  readonly onDidChange = this.changed.event;
  readonly onDidDelete = this.deleted.event;
  constructor(pattern: string) {
    this.pattern = pattern;
  }
  dispose(): void {
    watchers.delete(this.pattern);
  }
}

/** Open watchers by their pattern. */
export const watchers = new Map<string, FakeWatcher>();

/** What a search finds, and how many there were. */
export const disk = { paths: [] as string[], searches: 0 };

export const workspace = {
  findFiles: async (): Promise<FakeUri[]> => {
    disk.searches++;
    return disk.paths.map((path) => Uri.file(path));
  },
  createFileSystemWatcher: (pattern: string): FakeWatcher => {
    const watcher = new FakeWatcher(pattern);
    watchers.set(pattern, watcher);
    return watcher;
  },
  onDidChangeWorkspaceFolders: new EventEmitter<void>().event,
};
