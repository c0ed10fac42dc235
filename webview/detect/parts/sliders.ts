import { h, setText, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { t } from './l10n.ts';

/** What the servers take where nobody moved the slider; shown as the slider's place. */
const USUAL_IOU = 0.7;

interface Slider {
  readonly element: HTMLElement;
  set(value: number): void;
}

function slider(label: string, hint: string, onInput: (value: number) => void): Slider {
  const input = h('input', { 'aria-label': label, title: hint });
  Object.assign(input, { type: 'range', min: '0.01', max: '1', step: '0.01' });
  const output = h('output', { class: 'value' });
  const set = (value: number): void => {
    if (input.valueAsNumber !== value) input.valueAsNumber = value;
    setText(output, value.toFixed(2));
    input.setAttribute('aria-valuetext', value.toFixed(2));
    input.style.setProperty('--part', `${((value - 0.01) / 0.99) * 100}%`);
  };
  input.addEventListener('input', () => {
    set(input.valueAsNumber);
    onInput(input.valueAsNumber);
  });
  const element = h(
    'div',
    { class: 'slider', title: hint },
    h('span', { class: 'slider-label' }, label),
    input,
    output,
  );
  return { element, set };
}

/** Confidence, which filters at once, and IoU where the family has NMS. */
export function sliders(controller: Controller): { element: HTMLElement; update(): void } {
  const { session } = controller;
  const conf = slider(t('confidence'), t('confidence_hint'), (value) =>
    controller.prefer({ conf: value }),
  );
  const iou = slider(t('iou'), t('iou_hint'), (value) => controller.prefer({ iou: value }));
  const element = h('div', { class: 'sliders' }, conf.element, iou.element);
  const update = (): void => {
    show(element, !session.classifying);
    conf.set(session.preferences.conf);
    iou.set(session.preferences.iou ?? USUAL_IOU);
    const models = (['left', 'right'] as const).map(
      (side) => session.answer(side)?.detection.model,
    );
    show(
      iou.element,
      models.some((model) => model && model.family !== 'end2end' && model.task !== 'classify'),
    );
  };
  return { element, update };
}
