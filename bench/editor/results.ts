import type { ActivationReport } from './activationReport.ts';
import type { ClickTimes } from './clickToBoxes.ts';
import type { PanningTimes } from './panning.ts';
import type { Subject } from './subject.ts';

/** What was measured; parts that were not asked for are absent. */
export interface Results {
  readonly subject: Subject;
  readonly activations: readonly ActivationReport[] | undefined;
  readonly clicks: ClickTimes | undefined;
  readonly panning: PanningTimes | undefined;
}
