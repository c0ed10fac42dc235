/** A builder's name of a step: `[stage 2/5] RUN make`, or the classic builder's `[2/9] RUN make`. */
const STEP = /^\[(?:(\S+) )?(\d+)\/\d+\] (.*)$/s;

/** Words of an instruction without flags such as `--mount=…`, for comparison. */
function bare(text: string): string {
  return text
    .replace(/\s+--[\w-]+=\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/**
 * The line (from 1) of the instruction that a step was made from; undefined when none is like it.
 * The builder fills variables in, so where no instruction is equal the one with the most words in
 * common counts, of the same kind.
 */
export async function lineOfStep(dockerfile: string, step: string): Promise<number | undefined> {
  const wanted = bare(STEP.exec(step)?.[3] ?? step);
  const { default: parser } = await import('dockerfile-ast');
  const instructions = parser.DockerfileParser.parse(dockerfile)
    .getInstructions()
    .map((instruction) => ({
      line: instruction.getRange().start.line + 1,
      text: bare(
        `${instruction.getInstruction()} ${instruction.getArguments().map(String).join(' ')}`,
      ),
    }));
  const equal = instructions.find(({ text }) => text === wanted);
  if (equal) return equal.line;
  const words = new Set(wanted.split(' '));
  const [kind = ''] = wanted.split(' ');
  const ranked = instructions
    .filter(({ text }) => text.startsWith(`${kind} `))
    .map(({ line, text }) => ({
      line,
      common: text.split(' ').filter((word) => words.has(word)).length,
    }))
    .sort((a, b) => b.common - a.common);
  return ranked[0]?.line;
}
