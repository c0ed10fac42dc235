/** What projects, models and deployments are called: containers and images take such names. */
export const NAME_PATTERN = '^[a-z0-9][a-z0-9_.-]{0,62}$';

const NAME = new RegExp(NAME_PATTERN);

/** Leaves room for what is added to a name. */
const LONGEST = 40;

/** Whether a text is such a name. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** An allowed name as like the given text as can be; the fallback where nothing of it is left. */
export function nameFrom(text: string, fallback = 'yolo'): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, LONGEST)
    .replace(/[^a-z0-9]+$/, '');
  return name === '' ? fallback : name;
}

/**
 * A name as that of an image's repository, in which separators stand between letters and digits only
 * and, but for dashes, alone or as two underscores (distribution/reference, `path-component`).
 */
export function repositoryFrom(name: string): string {
  return name
    .replace(/[^a-z0-9]+$/, '')
    .replace(/[_.-]{2,}/g, (run) => (/^(__|-+)$/.test(run) ? run : '-'));
}

/** The wanted name, else the first of `name-2`, `name-3`, … that nobody has. */
export function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let number = 2; taken.includes(name); number++) name = `${wanted}-${number}`;
  return name;
}
