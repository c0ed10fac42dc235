/** Video memory that a plan gives out, by which is seen whether others have been given of it since. */
export interface PlannedRoom {
  /** What people call the card or slice. */
  readonly label: string;
  /** UUIDs of what has this memory: a card, a slice, or slices that share one. */
  readonly uuids: readonly string[];
  /** What was free, in bytes. */
  readonly freeBytes: number;
  /** Bytes that others had been promised of it by then, by the ids of their containers. */
  readonly promised: ReadonlyMap<string, number>;
}
