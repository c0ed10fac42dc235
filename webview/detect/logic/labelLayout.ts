import { overlaps, type Rect } from './geometry.ts';

/** A label to place: the box that it names and its own size, in screen pixels. */
export interface LabelWish {
  readonly box: Rect;
  readonly width: number;
  readonly height: number;
}

const CELL = 64;

/** Rectangles in a grid, so that a question about one does not look at all others. */
class Occupied {
  readonly #cells = new Map<string, Rect[]>();

  #keys(rect: Rect): string[] {
    const keys: string[] = [];
    for (let x = Math.floor(rect.x / CELL); x <= Math.floor((rect.x + rect.width) / CELL); x++) {
      for (let y = Math.floor(rect.y / CELL); y <= Math.floor((rect.y + rect.height) / CELL); y++) {
        keys.push(`${x},${y}`);
      }
    }
    return keys;
  }

  add(rect: Rect): void {
    for (const key of this.#keys(rect)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push(rect);
      else this.#cells.set(key, [rect]);
    }
  }

  meets(rect: Rect): boolean {
    return this.#keys(rect).some((key) =>
      this.#cells.get(key)?.some((other) => overlaps(rect, other)),
    );
  }
}

/** Places for a label, best first: above its box, below, inside at the top or bottom; left, then right. */
function candidates({ box, width, height }: LabelWish): Rect[] {
  const right = box.x + box.width - width;
  const below = box.y + box.height;
  const places: [number, number][] = [
    [box.x, box.y - height],
    [right, box.y - height],
    [box.x, below],
    [right, below],
    [box.x, box.y],
    [right, box.y],
    [box.x, below - height],
    [right, below - height],
  ];
  return places.map(([x, y]) => ({ x, y, width, height }));
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

/**
 * Places labels so that none covers another or a small box, in the order given (the more important first), inside
 * `area`. A label that has no free place is left out (undefined): a crowd of labels on top of each
 * other says less than boxes alone, and pointing at a box shows its label.
 */
export function placeLabels(wishes: readonly LabelWish[], area: Rect): (Rect | undefined)[] {
  const occupied = new Occupied();
  for (const wish of wishes) if (isSmall(wish)) occupied.add(inset(wish.box));
  return wishes.map((wish) => {
    const seen = inSight(wish, area);
    const place =
      seen && candidates(seen).find((rect) => inside(rect, area) && !occupied.meets(rect));
    if (place) occupied.add(place);
    return place;
  });
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
