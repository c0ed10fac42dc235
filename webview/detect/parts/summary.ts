import { fill, h, setText, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { score } from '../logic/matching.ts';
import { visible } from '../logic/objects.ts';
import { sideNames } from '../logic/sideNames.ts';
import { type Rates, rates } from '../logic/tally.ts';
import { VERDICTS, type Verdict } from '../logic/verdicts.ts';
import { type Labels, MOST_LABELS } from '../logic/yoloLabels.ts';
import { chip, swatch } from './classFilter.ts';
import { checkbox } from './controls.ts';
import { fadeSlider } from './fade.ts';
import { t } from './l10n.ts';

const percent = (value: number | undefined): string =>
  value === undefined ? t('not_available') : value.toFixed(2);

/** "Precision 0.93 · Recall 0.88". */
export function ratesText({ precision, recall }: Rates): string {
  return `${t('precision')} ${percent(precision)} · ${t('recall')} ${percent(recall)}`;
}

/** Classes that are named one by one. */
const CLASSES_NAMED = 5;

/** What of a label file is not shown, or is strange about it; a sentence each. */
function labelWarnings(labels: Labels, file: string): string[] {
  const { badLines, flatLines, unknown, scored, cut } = labels;
  const sentences: string[] = [];
  const [first = 0] = badLines;
  const [flat = 0] = flatLines;
  if (badLines.length === 1) sentences.push(t('truth_bad_one', first, file));
  if (badLines.length > 1) sentences.push(t('truth_bad_many', badLines.length, file, first));
  if (flatLines.length === 1) sentences.push(t('truth_flat_one', flat, file));
  if (flatLines.length > 1) sentences.push(t('truth_flat_many', flatLines.length, file, flat));
  const classes = [...new Set(unknown)].sort((a, b) => a - b);
  const more = classes.length > CLASSES_NAMED ? ', …' : '';
  const named = `${classes.slice(0, CLASSES_NAMED).join(', ')}${more}`;
  if (unknown.length === 1) sentences.push(t('truth_unknown_one', named));
  if (unknown.length > 1) sentences.push(t('truth_unknown_many', unknown.length, named));
  if (scored) sentences.push(t('truth_scored', file));
  if (cut) sentences.push(t('truth_cut', file, MOST_LABELS));
  return sentences;
}

/** What the comparison or the ground truth says, with a chip to hide each kind of object. */
export function summary(controller: Controller): { element: HTMLElement; update(): void } {
  const { session } = controller;
  const title = h('h2', {}, t('comparison'));
  const toggle = checkbox(true, (truth) => controller.prefer({ truth }), t('truth'));
  const truthTitle = h('h2', {}, toggle);
  const file = h('span', { class: 'count' });
  const head = h('div', { class: 'section-head' }, title, truthTitle, file);
  const chips = h('div', { class: 'chips', role: 'group' });
  const fade = fadeSlider(controller);
  const facts = h('div', { class: 'facts' });
  const warning = h('div', { class: 'warning' });
  const element = h('section', { class: 'summary' }, head, chips, fade.element, facts, warning);

  const verdictChip = (verdict: Verdict, label: string, count: number): HTMLElement => {
    const shown = !session.hiddenVerdicts.has(verdict);
    const sign = swatch(VERDICTS[verdict].colour, verdict);
    const box = chip(label, count, shown, () => controller.toggleVerdict(verdict), sign);
    box.dataset['verdict'] = verdict;
    return box;
  };
  const ratesOf = (side: 'left' | 'right'): Rates | undefined => {
    const objects = session.answer(side)?.objects;
    if (!objects || session.truths.length === 0) return undefined;
    const { conf, hiddenClasses } = session.preferences;
    const truths = session.truths.filter((truth) => !hiddenClasses.has(truth.name));
    const { hits, alarms, misses } = score(
      visible(objects, conf, hiddenClasses, session.className),
      truths,
    );
    return rates(hits.length, alarms.length, misses.length);
  };
  const names = (): { left: string; right: string } => {
    const { target, other } = session.preferences;
    const [left, right] = sideNames(session.target(target), session.target(other));
    return { left: left ?? t('left'), right: right ?? t('right') };
  };
  const timeDifference = (): string => {
    const [left, right] = [session.answer('left'), session.answer('right')];
    if (!left || !right) return '';
    const total = ({
      preprocess,
      inference,
      postprocess,
    }: typeof left.detection.image.speed): number => preprocess + inference + postprocess;
    const difference = total(left.detection.image.speed) - total(right.detection.image.speed);
    if (Math.abs(difference) < 0.5) return t('same_time');
    return t(
      'faster',
      difference < 0 ? names().left : names().right,
      Math.abs(difference).toFixed(0),
    );
  };
  const drawTruth = (): void => {
    setText(file, session.shown?.labels?.name ?? '');
    const { hit = 0, falseAlarm = 0, miss = 0 } = session.scene.counts;
    const on = session.preferences.truth;
    chipsOf(
      on
        ? [
            ['hit', t('hit'), hit],
            ['falseAlarm', t('falseAlarm'), falseAlarm],
            ['miss', t('miss'), miss],
          ]
        : [],
    );
    fill(facts, on && h('span', {}, ratesText(rates(hit, falseAlarm, miss))));
  };
  const drawComparison = (): void => {
    const { left, right } = names();
    setText(file, '');
    const { agreed = 0, onlyLeft = 0, onlyRight = 0, classDiffers = 0 } = session.scene.counts;
    chipsOf([
      ['agreed', t('agreed'), agreed],
      ['onlyLeft', t('onlyLeft', left), onlyLeft],
      ['onlyRight', t('onlyRight', right), onlyRight],
      ['classDiffers', t('classDiffers'), classDiffers],
    ]);
    const lines = (['left', 'right'] as const).map((side) => {
      const found = ratesOf(side);
      return found && h('span', {}, `${names()[side]}: ${ratesText(found)}`);
    });
    fill(facts, h('span', {}, timeDifference()), ...lines);
  };
  let drawn = '';
  const chipsOf = (entries: readonly (readonly [Verdict, string, number])[]): void => {
    const state = JSON.stringify([entries, [...session.hiddenVerdicts]]);
    if (state === drawn) return;
    drawn = state;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['verdict'];
    fill(chips, ...entries.map(([verdict, label, count]) => verdictChip(verdict, label, count)));
    if (focused) chips.querySelector<HTMLElement>(`[data-verdict="${focused}"]`)?.focus();
  };

  const update = (): void => {
    const { comparing, preferences, shown } = session;
    const truth =
      !comparing &&
      shown?.labels != null &&
      session.answer('left') !== undefined &&
      session.answer('left')?.detection.model.task !== 'classify';
    show(
      element,
      truth ||
        (comparing &&
          session.answer('left') !== undefined &&
          session.answer('right') !== undefined),
    );
    show(title, comparing);
    show(truthTitle, !comparing);
    // Setting it says that it has changed, even to what it was.
    if (toggle.checked !== preferences.truth) toggle.checked = preferences.truth;
    fade.update(names());
    if (truth) drawTruth();
    else if (comparing) drawComparison();
    const warnings = labelWarnings(session.labels, shown?.labels?.name ?? '');
    show(warning, warnings.length > 0);
    setText(warning, warnings.join('\n'));
  };
  return { element, update };
}
