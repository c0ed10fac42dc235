import { format } from 'node:util';
import { SUITES_BEGIN } from './suitesBegin.ts';

/** Prints what the suites print, and keeps back what the window says of itself before. */
export class SuiteOutput {
  private readonly before: string[] = [];
  private begun = false;

  readonly print = (args: readonly unknown[]): void => {
    const text = format(...args);
    if (this.begun) console.log(text);
    else if (text.includes(SUITES_BEGIN)) this.begun = true;
    else this.before.push(text);
  };

  /** For a window that never came to its suites. */
  explain(): void {
    if (!this.begun) console.error(this.before.join('\n'));
  }
}
