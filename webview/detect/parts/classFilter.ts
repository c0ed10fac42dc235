import type { Controller } from '../app/controller.ts';
import { type ClassCount, countClasses, mostOf } from '../logic/objects.ts';
import { classColour } from '../logic/palette.ts';
import { fill, h, show } from './dom.ts';
import { t } from './l10n.ts';

/** Chips of the classes in the answer with their counts; a press hides or shows one. */
export function classFilter(controller: Controller): { element: HTMLElement; update(): void } {
  const { session } = controller;
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': t('aria_classes') });
  const reset = h('button', { class: 'link' }, t('classes_all'));
  const none = h('button', { class: 'link' }, t('classes_none'));
  const element = h(
    'section',
    { class: 'classes' },
    h('div', { class: 'section-head' }, h('h2', {}, t('classes')), reset, none),
    chips,
  );
  const present = (): readonly ClassCount[] => {
    const { comparing, preferences, truths, classifying } = session;
    if (classifying) return [];
    const right = comparing ? session.answer('right')?.objects : preferences.truth && truths;
    const left = session.answer('left')?.objects ?? [];
    return mostOf(
      countClasses(left, preferences.conf),
      countClasses(right || [], preferences.conf),
    );
  };
  reset.addEventListener('click', () => controller.prefer({ hiddenClasses: new Set() }));
  none.addEventListener('click', () =>
    controller.prefer({ hiddenClasses: new Set(present().map((entry) => entry.class)) }),
  );
  let drawn = '';
  const update = (): void => {
    const classes = present();
    const { hiddenClasses } = session.preferences;
    show(element, classes.length > 1 || classes.some((entry) => hiddenClasses.has(entry.class)));
    const state = JSON.stringify([classes, [...hiddenClasses]]);
    if (state === drawn) return;
    drawn = state;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['class'];
    fill(
      chips,
      ...classes.map(({ class: classId, name, count }) => {
        const chip = h(
          'button',
          {
            class: 'chip',
            'data-class': String(classId),
            'aria-pressed': !hiddenClasses.has(classId),
          },
          swatch(classColour(classId)),
          h('span', { class: 'chip-name' }, name),
          h('span', { class: 'chip-count' }, String(count)),
        );
        chip.addEventListener('click', () => controller.toggleClass(classId));
        return chip;
      }),
    );
    if (focused !== undefined)
      chips.querySelector<HTMLElement>(`[data-class="${CSS.escape(focused)}"]`)?.focus();
  };
  return { element, update };
}

/** A little square in the colour of the marks. */
export function swatch(colour: string, dashed = false): HTMLElement {
  const element = h('span', { class: dashed ? 'swatch dashed' : 'swatch', 'aria-hidden': true });
  element.style.setProperty('--mark', colour);
  return element;
}
