import { type Sentence, sentence } from '../text/sentence.ts';
import type { BuildOutcome } from './buildStream.ts';
import { meaningOf } from './daemonMessages.ts';
import { lineOfStep } from './dockerfileLines.ts';
import { EngineError } from './engineError.ts';

/** A build that failed, with what a person needs to mend it. */
export class BuildFailure extends EngineError {
  /** The step as the builder names it. */
  readonly step: string | undefined;
  /** Its line in the Dockerfile, from 1. */
  readonly line: number | undefined;
  /** The last lines of its output. */
  readonly output: readonly string[];

  constructor(
    what: Sentence,
    details: { step?: string; line?: number; output?: readonly string[]; fix?: Sentence },
    options?: ErrorOptions,
  ) {
    super('build', what, details.fix, options);
    this.name = 'BuildFailure';
    this.step = details.step;
    this.line = details.line;
    this.output = details.output ?? [];
  }
}

/** Most characters of a step in a sentence. */
const MOST_OF_STEP = 120;

/** A step may be a program of many lines. */
function shortened(step: string): string {
  const line = step.replace(/\s+/g, ' ');
  return line.length > MOST_OF_STEP ? `${line.slice(0, MOST_OF_STEP - 1)}…` : line;
}

/** What a build's end means. `dockerfile` is the text that was built. */
export async function buildFailure(
  { error = '', failed }: BuildOutcome,
  dockerfile: string,
): Promise<BuildFailure> {
  const output = failed?.output ?? [];
  const meaning = meaningOf(`${error}\n${output.join('\n')}`);
  const parseLine = /parse error (?:on )?line (\d+)/.exec(error)?.[1];
  const line =
    parseLine === undefined
      ? failed && (await lineOfStep(dockerfile, failed.name))
      : Number(parseLine);
  const words = error.replace(/^.*?failed to solve(?: with frontend [\w.:/-]+)?: /s, '').trim();
  const what =
    failed === undefined
      ? sentence('The image could not be built: {0}', words)
      : sentence('The image could not be built; this step failed: {0}', shortened(failed.name));
  const details = {
    ...(failed && { step: failed.name }),
    ...(line !== undefined && { line }),
    output: output.length > 0 ? output : words.split('\n'),
    ...(meaning && { fix: meaning.fix }),
  };
  return new BuildFailure(what, details);
}
