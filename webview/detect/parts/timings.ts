import type { Detection } from '../../protocol.ts';
import { fill, h, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { t } from './l10n.ts';
import { modelDetails } from './modelWords.ts';

const STAGES = ['preprocess', 'inference', 'postprocess'] as const;

const ms = (value: number): string =>
  t('milliseconds', value < 10 ? value.toFixed(1) : value.toFixed(0));

/** What answered, perhaps in place of another, and how long each stage took as a bar and in figures. */
function answerCard(
  { image, model, target, roundTripMs, cached }: Detection,
  lost: string | undefined,
): HTMLElement {
  const total = STAGES.reduce((sum, stage) => sum + image.speed[stage], 0);
  const bar = h('div', { class: 'bar', 'aria-hidden': true });
  const figures = STAGES.map((stage, index) => {
    const part = h('span', { class: `stage stage-${index}` });
    part.style.flexGrow = String(Math.max(image.speed[stage], total / 200));
    bar.append(part);
    return h(
      'span',
      { class: 'figure' },
      h('span', { class: `dot stage-${index}`, 'aria-hidden': true }),
      `${t(stage)} `,
      h('b', {}, ms(image.speed[stage])),
    );
  });
  const details = modelDetails(model);
  return h(
    'div',
    { class: 'answer' },
    h('div', { class: 'answer-who', title: details }, t('answered_by', model.name, target.place)),
    lost !== undefined && h('div', { class: 'answer-what' }, t('in_place_of', lost)),
    h('div', { class: 'answer-what' }, details),
    bar,
    h('div', { class: 'figures' }, ...figures),
    h(
      'div',
      { class: 'round', ...(cached && { title: t('known') }) },
      `${t('round_trip')} `,
      h('b', {}, ms(roundTripMs)),
      cached && h('span', { class: 'known', 'aria-label': t('known') }, ' ↺'),
    ),
  );
}

/** Two answers' times side by side. */
function comparisonTable(left: Detection, right: Detection): HTMLElement {
  const cells = (...texts: readonly string[]): HTMLElement[] =>
    texts.map((text, index) => h('span', { role: index === 0 ? 'rowheader' : 'cell' }, text));
  const row = (...texts: readonly string[]): HTMLElement =>
    h('div', { role: 'row' }, ...cells(...texts));
  const head = row('', left.model.name, right.model.name);
  for (const [index, { model, target }] of [left, right].entries()) {
    const details = modelDetails(model);
    head.children[index + 1]?.setAttribute(
      'title',
      `${t('answered_by', model.name, target.place)} · ${details}`,
    );
  }
  head.className = 'table-head';
  return h(
    'div',
    { class: 'times', role: 'table' },
    head,
    ...STAGES.map((stage) =>
      row(t(stage), ms(left.image.speed[stage]), ms(right.image.speed[stage])),
    ),
    row(t('round_trip'), ms(left.roundTripMs), ms(right.roundTripMs)),
  );
}

/** The foot of the side bar: the answers' models and times. */
export function timings(controller: Controller): { element: HTMLElement; update(): void } {
  const { session } = controller;
  const element = h('section', { class: 'timings' });
  let drawn: readonly unknown[] = [];
  const update = (): void => {
    const answers = (['left', 'right'] as const).map((side) => session.answer(side)?.detection);
    const lost = session.lost?.label || undefined;
    const state = [...answers, lost];
    if (state.every((part, index) => part === drawn[index])) return;
    drawn = state;
    show(
      element,
      answers.some((answer) => answer !== undefined),
    );
    const [left, right] = answers;
    if (left && right) fill(element, comparisonTable(left, right));
    else fill(element, ...answers.map((answer) => answer && answerCard(answer, lost)));
  };
  show(element, false);
  return { element, update };
}
