import type { Frame, History } from '../monitorProtocol.ts';

/** How far back the charts reach, in milliseconds. */
export const SPAN_MS = 5 * 60_000;

/** The frames of the last minutes as the charts have them. */
export class FrameRecord {
  #frames: Frame[] = [];
  #sequence: number | undefined;
  #heldAt: number | undefined;

  get frames(): readonly Frame[] {
    return this.#frames;
  }

  /** Keeps what is looked at, the minutes before this time, until it is called without one. */
  hold(end?: number): void {
    this.#heldAt = end;
    this.#trim();
  }

  /** Takes all frames that the host has. */
  replace({ sequence, frames }: History): void {
    this.#sequence = sequence;
    const oldest = frames[0]?.time ?? Number.POSITIVE_INFINITY;
    const held = this.#frames.filter((frame) => this.#isHeld(frame) && frame.time < oldest);
    this.#frames = [...held, ...frames];
  }

  /** Takes one more frame. @returns whether the one before it was missed. */
  add(sequence: number, frame: Frame): boolean {
    if (this.#sequence !== undefined && sequence <= this.#sequence) return false;
    if (this.#sequence === undefined || sequence !== this.#sequence + 1) return true;
    this.#sequence = sequence;
    this.#frames.push(frame);
    this.#trim();
    return false;
  }

  #isHeld({ time }: Frame): boolean {
    const end = this.#heldAt;
    return end !== undefined && time <= end && time >= end - SPAN_MS;
  }

  #trim(): void {
    const oldest = (this.#frames.at(-1)?.time ?? 0) - SPAN_MS;
    this.#frames = this.#frames.filter((frame) => frame.time >= oldest || this.#isHeld(frame));
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
