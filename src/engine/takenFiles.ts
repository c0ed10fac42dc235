import { ignoreRules } from './ignoreRules.ts';

/** Kinds of `RUN --mount` that show nothing of the build context. */
const OTHER_MOUNTS = /(?:\btype=(?:cache|tmpfs|secret|ssh)\b|\bfrom=)/;
/** A variable with nothing in it that is one: `$A`, `${A}` or `${A:-otherwise}`. */
const VARIABLE = /\$(?:\{(\w+)(?::-([^${}]*))?\}|(\w+))/;
/** More steps of filling in are no Dockerfile that anybody wrote. */
const MOST_STEPS = 20;

/** Decides whether a build can see a file of its context. */
export type Taken = (path: string) => boolean;

const ALL: Taken = () => true;

/**
 * Which files of its context a Dockerfile takes: all, where that cannot be told.
 * @param given build arguments.
 */
export async function takenFiles(
  dockerfile: string,
  given: Readonly<Record<string, string>>,
): Promise<Taken> {
  const mounts = dockerfile.match(/--mount=\S+/g) ?? [];
  if (mounts.some((mount) => !OTHER_MOUNTS.test(mount))) return ALL;
  const { default: parser } = await import('dockerfile-ast');
  const { Copy, Add, Arg, Env } = parser;
  const instructions = parser.DockerfileParser.parse(dockerfile).getInstructions();
  const values = new Map<string, string | undefined>();
  for (const instruction of instructions) {
    if (instruction instanceof Arg) {
      const property = instruction.getProperty();
      if (property) values.set(property.getName(), property.getValue() ?? undefined);
    }
  }
  for (const [name, value] of Object.entries(given)) values.set(name, value);
  for (const instruction of instructions) {
    // What an image says of itself wins over its arguments.
    if (!(instruction instanceof Env)) continue;
    for (const property of instruction.getProperties()) values.set(property.getName(), undefined);
  }
  const rules: string[] = [];
  for (const instruction of instructions) {
    if (!(instruction instanceof Copy || instruction instanceof Add)) continue;
    if (instruction.getFlags().some((flag) => flag.getName() === 'from')) continue;
    const inJson = instruction.getJSONStrings().map((one) => one.getJSONValue());
    const words = inJson.length > 0 ? inJson : instruction.getArguments().map((a) => a.getValue());
    for (const word of words.slice(0, -1)) {
      const source = filledIn(word, values);
      if (source === undefined) return ALL;
      rules.push(/^[./]*$/.test(source) ? '**' : `./${source}`);
    }
  }
  return ignoreRules(rules.join('\n')).ignores;
}

/** With its variables filled in; undefined where one is not known. */
function filledIn(
  text: string,
  values: ReadonlyMap<string, string | undefined>,
): string | undefined {
  let filled = text;
  for (let step = 0; step < MOST_STEPS; step++) {
    const match = VARIABLE.exec(filled);
    if (match === null) return filled.includes('$') ? undefined : filled;
    const name = match[1] ?? match[3] ?? '';
    const value = values.get(name);
    if (value === undefined) return undefined;
    filled = filled.replace(VARIABLE, () => value || (match[2] ?? ''));
  }
  return undefined;
}
