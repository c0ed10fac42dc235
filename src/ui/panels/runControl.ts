import * as vscode from 'vscode';
import type { PictureItem, RunSnapshot } from '../../../webview/protocol.ts';
import type { Detector } from './detector.ts';
import { concernsPictureOnly, failureOf } from './failures.ts';
import { FolderRun } from './folderRun.ts';
import { readLabels } from './labelFile.ts';

/** The run over all pictures of a panel: at most one at a time. */
export class RunControl {
  readonly #detector: Detector;
  readonly #push: (run: RunSnapshot | null) => void;
  #run: FolderRun | undefined;

  constructor(detector: Detector, push: (run: RunSnapshot | null) => void) {
    this.#detector = detector;
    this.#push = push;
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  start(target: string, iou: number | null, pictures: readonly PictureItem[]): void {
    this.cancel();
    const run = new FolderRun({ target, iou }, pictures, {
      detect: (picture, signal) =>
        this.#detector.detect({ picture, target, iou, fresh: false }, signal),
      labels: async (picture) => (await readLabels(vscode.Uri.parse(picture)))?.text ?? null,
      describe: failureOf,
      concernsPictureOnly,
      push: (snapshot) => {
        if (this.#run === run) this.#push(snapshot);
      },
    });
    this.#run = run;
    void run.run().finally(() => {
      if (this.#run === run) this.#run = undefined;
    });
  }

  cancel(): void {
    this.#run?.cancel();
  }

  /** Ends it, and what came of it is shown no more: the list that it counts in is another one. */
  forget(): void {
    this.cancel();
    this.#run = undefined;
    this.#push(null);
  }
}
