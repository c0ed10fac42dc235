import { type ScenePlan, sceneOf } from '../logic/marks.ts';
import { type Found, visible } from '../logic/objects.ts';
import { type Labels, NO_LABELS, parseYoloLabels } from '../logic/yoloLabels.ts';
import type { Answered, Session } from './session.ts';

/** Of a classification, the most likely classes are shown whatever their confidence. */
const TOP_CLASSES = 5;

/** What of an answer is shown: what passes the filters, or the likeliest classes. */
export function shownOf(
  { detection, objects }: Answered,
  { preferences, className }: Session,
): readonly Found[] {
  return detection.model.task === 'classify'
    ? objects.slice(0, TOP_CLASSES)
    : visible(objects, preferences.conf, preferences.hiddenClasses, className);
}

/** Brings what is derived in a session up to date: ground truth, and what is drawn and listed. */
export function derive(session: Session): void {
  const { shown, preferences } = session;
  const answer = session.answer('left');
  const labels = groundTruth(session);
  session.labels = labels;
  const truths = labels.objects;
  session.truths = truths;
  const left = answer ? shownOf(answer, session) : [];
  const right = session.answer('right');
  let plan: ScenePlan = { kind: 'plain', left };
  if (session.comparing) {
    const { layout, fade } = preferences;
    if (answer && right) plan = { kind: layout, left, right: shownOf(right, session), fade };
  } else if (preferences.truth && shown?.labels && answer && !session.classifying) {
    plan = {
      kind: 'truth',
      left,
      truths: truths.filter((truth) => !preferences.hiddenClasses.has(truth.name)),
    };
  }
  session.scene = sceneOf(plan, session.hiddenVerdicts);
  const known = (key: string | undefined): boolean =>
    session.scene.rows.some((mark) => mark.key === key);
  if (!known(session.selected)) session.selected = undefined;
  if (!known(session.hover)) session.hover = undefined;
}

/** What was read last, and of what: only another picture or model has it read again. */
let read: { readonly key: readonly unknown[]; readonly labels: Labels } | undefined;

function groundTruth(session: Session): Labels {
  const { shown, size } = session;
  const model = session.answer('left')?.detection.model;
  if (!shown?.labels || !size || !model || model.task === 'classify') return NO_LABELS;
  const key = [shown.labels, model, size.width, size.height];
  if (!read?.key.every((part, i) => part === key[i])) {
    const { text } = shown.labels;
    read = { key, labels: parseYoloLabels(text, size, model) };
  }
  return read.labels;
}
