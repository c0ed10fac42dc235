import { type ScenePlan, sceneOf } from '../logic/marks.ts';
import { type Found, visible } from '../logic/objects.ts';
import { parseYoloLabels } from '../logic/yoloLabels.ts';
import type { Answered, Session } from './session.ts';

/** Of a classification, the most likely classes are shown whatever their confidence. */
const TOP_CLASSES = 5;

/** Brings what is derived in a session up to date: ground truth, and what is drawn and listed. */
export function derive(session: Session): void {
  const { shown, preferences } = session;
  const answer = session.answer('left');
  const { truths, badLines } = groundTruth(session);
  session.truths = truths;
  session.badLines = badLines;
  const filtered = ({ detection, objects }: Answered): readonly Found[] =>
    detection.model.task === 'classify'
      ? objects.slice(0, TOP_CLASSES)
      : visible(objects, preferences.conf, preferences.hiddenClasses);
  const left = answer ? filtered(answer) : [];
  const right = session.answer('right');
  let plan: ScenePlan = { kind: 'plain', left };
  if (session.comparing) {
    const { layout, fade } = preferences;
    if (answer && right) plan = { kind: layout, left, right: filtered(right), fade };
  } else if (preferences.truth && shown?.labels && answer) {
    plan = {
      kind: 'truth',
      left,
      truths: truths.filter((truth) => !preferences.hiddenClasses.has(truth.class)),
    };
  }
  session.scene = sceneOf(plan, session.hiddenVerdicts);
  const known = (key: string | undefined): boolean =>
    session.scene.rows.some((mark) => mark.key === key);
  if (!known(session.selected)) session.selected = undefined;
  if (!known(session.hover)) session.hover = undefined;
}

function groundTruth(session: Session): {
  truths: readonly Found[];
  badLines: readonly number[];
} {
  const { shown } = session;
  const model = session.answer('left')?.detection.model;
  if (!shown?.labels || !session.size || !model || model.task === 'classify') {
    return { truths: [], badLines: [] };
  }
  const parsed = parseYoloLabels(shown.labels.text, session.size, model.task, model.labels);
  return { truths: parsed.objects, badLines: parsed.badLines };
}
