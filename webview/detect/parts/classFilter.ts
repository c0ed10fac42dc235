import { fill, h, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { type ClassCount, countClasses, mostOf } from '../logic/objects.ts';
import { classColour, textOn } from '../logic/palette.ts';
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
    show(element, classes.length > 1 || classes.some(({ name }) => hiddenClasses.has(name)));
    const state = JSON.stringify([classes, [...hiddenClasses]]);
    if (state === drawn) return;
    drawn = state;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['class'];
    fill(
      chips,
      ...classes.map(({ class: classId, name, count }) => {
        const shown = !hiddenClasses.has(name);
        const box = chip(classColour(classId), name, count, shown, () =>
          controller.toggleClass(name),
        );
        box.dataset['class'] = name;
        return box;
      }),
    );
    if (focused !== undefined)
      chips.querySelector<HTMLElement>(`[data-class="${CSS.escape(focused)}"]`)?.focus();
  };
  return { element, update };
}

/** A check box in the colour of the marks that it shows and hides. */
export function chip(
  colour: string,
  name: string,
  count: number,
  shown: boolean,
  toggle: () => void,
): HTMLElement {
  const text = h('span', { class: 'chip-name', title: name }, name);
  const number = h('span', { class: 'chip-count' }, String(count));
  const box = checkbox(shown, toggle, text, ' ', number);
  box.className = 'chip';
  box.style.setProperty('--mark', colour);
  box.style.setProperty('--on-mark', textOn(colour));
  return box;
}

/** A little square in the colour of the marks. */
export function swatch(colour: string, dashed = false): HTMLElement {
  const element = h('span', { class: dashed ? 'swatch dashed' : 'swatch', 'aria-hidden': true });
  element.style.setProperty('--mark', colour);
  return element;
}
