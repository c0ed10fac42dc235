import { h, setText, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { STANDARD } from '../app/preferences.ts';
import { t } from './l10n.ts';

/** Fades what the left target found into what the right one found, where both lie on one picture. */
export function fadeSlider(controller: Controller): {
  element: HTMLElement;
  update(names: { readonly left: string; readonly right: string }): void;
} {
  const { session } = controller;
  const [left, right] = [h('span', { class: 'fade-name' }), h('span', { class: 'fade-name' })];
  const input = h('input', { class: 'plain', 'aria-label': t('fade') });
  // Steps this wide find the middle by themselves.
  Object.assign(input, { type: 'range', min: '0', max: '1', step: '0.05' });
  const element = h('div', { class: 'fade' }, left, input, right);
  input.addEventListener('input', () => controller.prefer({ fade: input.valueAsNumber }));
  element.addEventListener('dblclick', () => controller.prefer({ fade: STANDARD.fade }));
  const update: ReturnType<typeof fadeSlider>['update'] = (names) => {
    const { layout, fade } = session.preferences;
    show(element, session.comparing && layout === 'blend');
    setText(left, names.left);
    setText(right, names.right);
    left.title = names.left;
    right.title = names.right;
    if (input.valueAsNumber !== fade) input.valueAsNumber = fade;
    const percent = Math.round(fade * 100);
    const spoken = t('fade_value', names.left, 100 - percent, names.right, percent);
    input.setAttribute('aria-valuetext', spoken);
    input.title = t('fade_hint', names.left, names.right);
  };
  return { element, update };
}
