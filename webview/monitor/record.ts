import type { Frame, History } from '../monitorProtocol.ts';

/** How far back the charts reach, in milliseconds. */
export const SPAN_MS = 5 * 60_000;

/** The frames of the last minutes as the charts have them. */
export class FrameRecord {
  #frames: Frame[] = [];
  #sequence: number | undefined;

  get frames(): readonly Frame[] {
    return this.#frames;
  }

  /** Takes all frames that the host has. */
  replace({ sequence, frames }: History): void {
    this.#sequence = sequence;
    this.#frames = [...frames];
  }

  /** Takes one more frame. @returns whether the one before it was missed. */
  add(sequence: number, frame: Frame): boolean {
    if (this.#sequence !== undefined && sequence <= this.#sequence) return false;
    if (this.#sequence === undefined || sequence !== this.#sequence + 1) return true;
    this.#sequence = sequence;
    this.#frames.push(frame);
    const oldest = frame.time - SPAN_MS;
    while ((this.#frames[0]?.time ?? oldest) < oldest) this.#frames.shift();
    return false;
  }
}

/** The frame next to a time; undefined where none is near. @param within milliseconds. */
export function frameAt(frames: readonly Frame[], time: number, within: number): Frame | undefined {
  let best: Frame | undefined;
  for (const frame of frames) {
    if (best && Math.abs(frame.time - time) > Math.abs(best.time - time)) break;
    best = frame;
  }
  return best && Math.abs(best.time - time) <= within ? best : undefined;
}
