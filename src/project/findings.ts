import type { Node } from 'jsonc-parser';
import { type Sentence, sentence } from '../text/sentence.ts';
import type { Fix, Path, Problem, ProblemCode } from './problem.ts';

/** More problems than this help nobody, and would slow an editor down. */
const MOST = 100;

/** What a problem needs besides its place. */
export interface Finding {
  readonly severity?: 'error' | 'warning';
  readonly code: ProblemCode;
  readonly message: Sentence;
  readonly fix?: Fix | undefined;
}

/** Collects problems of one file, in the order in which they are found. */
export class Findings {
  readonly #problems: Problem[] = [];

  /** The problems; where there were too many, the last one says so. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Whether no more are taken, so that looking further is in vain. */
  get full(): boolean {
    return this.#problems.length > MOST;
  }

  get hasErrors(): boolean {
    return this.#problems.some(({ severity }) => severity === 'error');
  }

  /** Notes a problem at a node. */
  add(node: Pick<Node, 'offset' | 'length'>, path: Path, finding: Finding): void {
    if (this.full) return;
    const { offset, length } = node;
    const { severity = 'error', code, message, fix } = finding;
    const place = { path, offset, length };
    if (this.#problems.length === MOST) {
      const sorry = sentence('There are more problems; these are the first {0}.', MOST);
      this.#problems.push({ severity: 'error', code: 'too-many', message: sorry, ...place });
      return;
    }
    this.#problems.push({ severity, code, message, ...place, ...(fix && { fix }) });
  }
}

/** A fix that puts another value in the place of a node. */
export function replaceWith(node: Node, value: string | number): Fix {
  const text = JSON.stringify(value);
  const { offset, length } = node;
  return { title: sentence('Change to {0}', text), offset, length, text };
}
