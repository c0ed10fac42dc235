/** Milliseconds from frame to frame on average from which drawing does not keep up with the screen. */
const SLOW_MS = 22;
/** A longer pause says nothing about drawing: the panel was hidden. */
const LONGEST_MS = 100;
/** Share of the newest frame in the average: two or three late frames tell. */
const SHARE = 0.25;
const SCREEN_MS = 1000 / 60;

/**
 * Notices that frames come late because of what is drawn in them. Scripts only record what to draw,
 * so their own time does not tell: the browser draws later, and gives the next frame later.
 */
export class Pace {
  #mean = SCREEN_MS;
  #slow = false;

  /** Whether drawing has been too slow since the last reset. */
  get slow(): boolean {
    return this.#slow;
  }

  /** Takes note that something was drawn in the frame of this time. */
  drawn(time: number): void {
    requestAnimationFrame((next) => {
      const gap = Math.min(next - time, LONGEST_MS);
      this.#mean += SHARE * (gap - this.#mean);
      this.#slow ||= this.#mean > SLOW_MS;
    });
  }

  reset(): void {
    this.#mean = SCREEN_MS;
    this.#slow = false;
  }
}
