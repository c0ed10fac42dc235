import { fill, h, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { type ClassCount, countClasses, mostOf } from '../logic/objects.ts';
import { classColour, textOn } from '../logic/palette.ts';
import { VERDICTS, type Verdict } from '../logic/verdicts.ts';
import { checkbox, textButton } from './controls.ts';
import { t } from './l10n.ts';

/** Check boxes of the classes in the answer with their counts; each hides or shows one. */
export function classFilter(controller: Controller): { element: HTMLElement; update(): void } {
  const { session } = controller;
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': t('aria_classes') });
  const present = (): readonly ClassCount[] => {
    const { comparing, preferences, truths, classifying, className } = session;
    if (classifying) return [];
    const right = comparing ? session.answer('right')?.objects : preferences.truth && truths;
    const left = session.answer('left')?.objects ?? [];
    return mostOf(
      countClasses(left, preferences.conf, className),
      countClasses(right || [], preferences.conf, className),
    );
  };
  const hide = (hiddenClasses: ReadonlySet<string>): void => controller.prefer({ hiddenClasses });
  const all = textButton(t('classes_all'), () => hide(new Set()), 'quiet');
  const none = textButton(
    t('classes_none'),
    () => hide(new Set(present().map(({ name }) => name))),
    'quiet',
  );
  const element = h(
    'section',
    { class: 'classes' },
    h('div', { class: 'section-head' }, h('h2', {}, t('classes')), all, none),
    chips,
  );
  let drawn = '';
  const update = (): void => {
    const classes = present();
    const { hiddenClasses } = session.preferences;
    const { judging } = session;
    show(element, classes.length > 1 || classes.some(({ name }) => hiddenClasses.has(name)));
    const state = JSON.stringify([classes, [...hiddenClasses], judging]);
    if (state === drawn) return;
    drawn = state;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['class'];
    fill(
      chips,
      ...classes.map(({ class: classId, name, count }) => {
        const shown = !hiddenClasses.has(name);
        const box = chip(name, count, shown, () => controller.toggleClass(name));
        // While the picture shows verdicts, nothing in it has the colour of a class.
        if (!judging) colourChip(box, classColour(classId));
        box.dataset['class'] = name;
        return box;
      }),
    );
    if (focused !== undefined)
      chips.querySelector<HTMLElement>(`[data-class="${CSS.escape(focused)}"]`)?.focus();
  };
  return { element, update };
}

/** A check box for the marks that it shows and hides. */
export function chip(
  name: string,
  count: number,
  shown: boolean,
  toggle: () => void,
  sign?: HTMLElement,
): HTMLElement {
  const text = h('span', { class: 'chip-name', title: name }, name);
  const number = h('span', { class: 'chip-count' }, String(count));
  const box = checkbox(shown, toggle, ...(sign ? [sign] : []), text, ' ', number);
  box.className = 'chip';
  return box;
}

function colourChip(box: HTMLElement, colour: string): void {
  box.classList.add('coloured');
  box.style.setProperty('--mark', colour);
  box.style.setProperty('--on-mark', textOn(colour));
}

/** A little square in the colour of the marks; with the sign of their verdict where they have one. */
export function swatch(colour: string, verdict?: Verdict): HTMLElement {
  const sign = verdict && VERDICTS[verdict].sign;
  const element = h('span', { class: sign ? 'swatch sign' : 'swatch', 'aria-hidden': true }, sign);
  element.style.setProperty('--mark', colour);
  element.style.setProperty('--on-mark', textOn(colour));
  return element;
}
