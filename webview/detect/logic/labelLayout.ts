import { overlaps, type Rect } from './geometry.ts';

/** A label to place: the box that it names and its own size, in screen pixels. */
export interface LabelWish {
  readonly box: Rect;
  readonly width: number;
  readonly height: number;
  /** Whether its object is one that a person looks for, however small it is. */
  readonly remarkable?: boolean;
}

const CELL = 64;
/** More rows of cells than any screen has. */
const ROWS = 2 ** 20;

/** Rectangles in a grid, so that a question about one does not look at all others. */
class Occupied {
  readonly #cells = new Map<number, Rect[]>();

  add(rect: Rect): void {
    for (const key of keysOf(rect)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push(rect);
      else this.#cells.set(key, [rect]);
    }
  }

  meets(rect: Rect): boolean {
    for (const key of keysOf(rect)) {
      const cell = this.#cells.get(key);
      if (cell?.some((other) => overlaps(rect, other))) return true;
    }
    return false;
  }

  /** Those that overlap a rectangle. */
  under(rect: Rect): ReadonlySet<Rect> {
    const met = new Set<Rect>();
    for (const key of keysOf(rect)) {
      for (const other of this.#cells.get(key) ?? []) if (overlaps(rect, other)) met.add(other);
    }
    return met;
  }
}

/** The cells that a rectangle touches. Labels are laid out while the view zooms: no texts, no lists. */
function* keysOf({ x, y, width, height }: Rect): Generator<number> {
  const [right, bottom] = [Math.floor((x + width) / CELL), Math.floor((y + height) / CELL)];
  for (let column = Math.floor(x / CELL); column <= right; column++) {
    for (let row = Math.floor(y / CELL); row <= bottom; row++) yield column * ROWS + row;
  }
}

/**
 * Places for a label, best first: above its box, below, inside at the top or bottom; left, then right,
 * then between the two where the box is wide.
 */
function candidates({ box, width, height }: LabelWish): Rect[] {
  const room = box.width - width;
  const below = box.y + box.height;
  const columns = room > width ? [0, 1, 0.5] : [0, 1];
  const rows = [box.y - height, below, box.y, below - height];
  return rows.flatMap((y) =>
    columns.map((share) => ({ x: box.x + share * room, y, width, height })),
  );
}

// Labels may touch boxes, and their own above all.
const inset = ({ x, y, width, height }: Rect): Rect => ({
  x: x + 2,
  y: y + 2,
  width: Math.max(0, width - 4),
  height: Math.max(0, height - 4),
});

/** The wish for the part of its box that is in sight, so that labels stay with boxes at an edge. */
function inSight(wish: LabelWish, area: Rect): LabelWish | undefined {
  const { box } = wish;
  if (!overlaps(box, area)) return undefined;
  const [x, y] = [Math.max(box.x, area.x), Math.max(box.y, area.y)];
  const right = Math.min(box.x + box.width, area.x + area.width);
  const bottom = Math.min(box.y + box.height, area.y + area.height);
  return { ...wish, box: { x, y, width: right - x, height: bottom - y } };
}

const inside = (rect: Rect, area: Rect): boolean =>
  rect.x >= area.x &&
  rect.y >= area.y &&
  rect.x + rect.width <= area.x + area.width &&
  rect.y + rect.height <= area.y + area.height;

/** A box is small when a label would hide most of it. */
function isSmall({ box, width, height }: LabelWish): boolean {
  return box.width * box.height < 1.5 * width * height;
}

/** How much of a small box may lie under the label of another object. */
const MOST_HIDDEN = 0.5;

/** The most that a label hides of any of the small boxes under it, as a share of the box. */
function hiddenShare(label: Rect, boxes: ReadonlySet<Rect>): number {
  const shares = [...boxes].map((box) => {
    const width = Math.min(label.x + label.width, box.x + box.width) - Math.max(label.x, box.x);
    const height = Math.min(label.y + label.height, box.y + box.height) - Math.max(label.y, box.y);
    return (width * height) / (box.width * box.height);
  });
  return Math.max(0, ...shares);
}

/**
 * Places labels so that none covers another, in the order given (the more important first), inside
 * `area`. They keep off small boxes; where that leaves no place, the labels of objects that are
 * remarkable or not small themselves take the one that hides least of any. A label that has no place
 * even so is left out (undefined): a crowd of labels on top of each other says less than boxes alone,
 * and pointing at a box shows its label.
 */
export function placeLabels(wishes: readonly LabelWish[], area: Rect): (Rect | undefined)[] {
  const [labels, small] = [new Occupied(), new Occupied()];
  for (const wish of wishes) if (isSmall(wish)) small.add(inset(wish.box));
  return wishes.map((wish) => {
    const seen = inSight(wish, area);
    const free: Rect[] = [];
    let place: Rect | undefined;
    for (const rect of seen ? candidates(seen) : []) {
      if (!inside(rect, area) || labels.meets(rect)) continue;
      if (!small.meets(rect)) {
        place = rect;
        break;
      }
      free.push(rect);
    }
    if (!place && (wish.remarkable || !isSmall(wish))) place = leastHiding(free, small);
    if (place) labels.add(place);
    return place;
  });
}

/** Of some places, the one that hides least of any small box; none where each hides too much. */
function leastHiding(places: readonly Rect[], small: Occupied): Rect | undefined {
  let [best, least] = [undefined as Rect | undefined, MOST_HIDDEN];
  for (const rect of places) {
    const share = hiddenShare(rect, small.under(rect));
    if (share < least) [best, least] = [rect, share];
  }
  return best;
}

/** The best place for one label that must be seen, whatever else is there. */
export function placeLabel(wish: LabelWish, area: Rect): Rect {
  const options = candidates(inSight(wish, area) ?? wish);
  const place = options.find((rect) => inside(rect, area)) ?? (options[0] as Rect);
  const clamp = (value: number, from: number, length: number, size: number): number =>
    Math.max(from, Math.min(value, from + length - size));
  return {
    ...place,
    x: clamp(place.x, area.x, area.width, place.width),
    y: clamp(place.y, area.y, area.height, place.height),
  };
}
