import { score } from '../../../webview/detect/logic/matching.ts';
import { objectsOf } from '../../../webview/detect/logic/objects.ts';
import { Tally } from '../../../webview/detect/logic/tally.ts';
import { parseYoloLabels } from '../../../webview/detect/logic/yoloLabels.ts';
import type { Detection, Failure, PictureItem, RunSnapshot } from '../../../webview/protocol.ts';

/** Pictures on their way at a time: one is read while another is detected. */
const AT_ONCE = 2;
const PUSH_EVERY_MS = 250;
/** Objects are counted on thumbnails from this confidence. */
const COUNTED_CONF = 0.25;

/** What a run needs of the panel; a test has a simpler one. */
export interface RunParts {
  detect(picture: string, signal: AbortSignal): Promise<Detection>;
  labels(picture: string): Promise<string | null>;
  describe(error: unknown): Failure;
  /** Whether other pictures may still succeed after a failure. */
  concernsPictureOnly(failure: Failure): boolean;
  push(snapshot: RunSnapshot): void;
}

/** Detects on all pictures of a list and adds up what comes of it. */
export class FolderRun {
  readonly #parts: RunParts;
  readonly #pictures: readonly PictureItem[];
  readonly #asked: Pick<RunSnapshot, 'target' | 'iou'>;
  readonly #cancel = new AbortController();
  readonly #tally = new Tally();
  readonly #counts: [number, number][] = [];
  readonly #speed = { preprocess: 0, inference: 0, postprocess: 0 };
  readonly #start = performance.now();
  #next = 0;
  #failed = 0;
  #labelled = 0;
  #leftOut = 0;
  #pushed = 0;
  #failure: Failure | null = null;

  constructor(
    asked: Pick<RunSnapshot, 'target' | 'iou'>,
    pictures: readonly PictureItem[],
    parts: RunParts,
  ) {
    this.#asked = asked;
    this.#pictures = pictures;
    this.#parts = parts;
  }

  cancel(): void {
    this.#cancel.abort();
  }

  /** Runs to the end, or until cancelled. Failures are part of the snapshots; it never rejects. */
  async run(): Promise<void> {
    this.#parts.push(this.#snapshot('running'));
    const lane = async (): Promise<void> => {
      while (this.#next < this.#pictures.length && !this.#cancel.signal.aborted) {
        await this.#one(this.#next++);
        if (performance.now() - this.#pushed < PUSH_EVERY_MS) continue;
        this.#pushed = performance.now();
        if (!this.#cancel.signal.aborted) this.#parts.push(this.#snapshot('running'));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const cancelled = this.#cancel.signal.aborted;
    this.#parts.push(this.#snapshot(this.#failure ? 'failed' : cancelled ? 'cancelled' : 'done'));
  }

  async #one(index: number): Promise<void> {
    const picture = this.#pictures[index]?.id ?? '';
    const { signal } = this.#cancel;
    try {
      const [detection, labels] = await Promise.all([
        this.#parts.detect(picture, signal),
        this.#parts.labels(picture),
      ]);
      this.#add(index, detection, labels);
    } catch (error) {
      if (signal.aborted) return;
      const failure = this.#parts.describe(error);
      this.#failed++;
      this.#counts.push([index, -1]);
      if (this.#parts.concernsPictureOnly(failure)) return;
      this.#failure = failure;
      this.#cancel.abort();
    }
  }

  #add(index: number, { image, model }: Detection, labels: string | null): void {
    const objects = objectsOf(image);
    const counted = objects.filter(({ confidence }) => confidence >= COUNTED_CONF);
    this.#counts.push([index, counted.length]);
    this.#speed.preprocess += image.speed.preprocess;
    this.#speed.inference += image.speed.inference;
    this.#speed.postprocess += image.speed.postprocess;
    if (labels === null || model.task === 'classify') return;
    this.#labelled++;
    const [height = 1, width = 1] = image.shape;
    const truth = parseYoloLabels(labels, { width, height }, model);
    this.#leftOut += truth.badLines.length + truth.flatLines.length + truth.unknown.length;
    this.#tally.add(score(objects, truth.objects));
  }

  #snapshot(state: RunSnapshot['state']): RunSnapshot {
    return {
      ...this.#asked,
      state,
      done: this.#counts.length,
      total: this.#pictures.length,
      failed: this.#failed,
      labelled: this.#labelled,
      leftOut: this.#leftOut,
      speed: { ...this.#speed },
      seconds: (performance.now() - this.#start) / 1000,
      tallies: this.#tally.snapshot(),
      counts: [...this.#counts],
      failure: this.#failure,
    };
  }
}
