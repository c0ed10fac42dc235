/** Levels of lists within lists: more than tensors of detectors have. */
const MOST_LEVELS = 8;

/**
 * The elements of nested lists in row-major order, if there are as many as expected. It gives up as
 * soon as there are more, so that a body full of tiny elements costs no more than it has to.
 * @returns undefined when their number is another one.
 */
export function flatten(data: readonly unknown[], count: number): readonly unknown[] | undefined {
  if (!data.some(Array.isArray)) return data.length === count ? data : undefined;
  const flat: unknown[] = [];
  // Lists that hold nothing have to end as well.
  let lists = 0;
  const take = (list: readonly unknown[], level: number): boolean => {
    for (const element of list) {
      if (Array.isArray(element) && level < MOST_LEVELS) {
        if (++lists > count * MOST_LEVELS || !take(element, level + 1)) return false;
      } else if (flat.push(element) > count) return false;
    }
    return true;
  };
  return take(data, 1) && flat.length === count ? flat : undefined;
}
