import { h, setText, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import type { View } from '../canvas/view.ts';
import { Choices, iconButton, textButton } from './controls.ts';
import { t } from './l10n.ts';
import { saveMenu } from './saveMenu.ts';

/** The row at the top: which picture, which targets, zoom, and what can be saved. */
export function toolbar(
  controller: Controller,
  view: View,
): { element: HTMLElement; update(): void; zoomed(): void } {
  const { session } = controller;
  const name = h('span', { class: 'picture-name' });
  const position = h('span', { class: 'position' });
  const previous = iconButton('previous', t('previous'), () => controller.step(-1));
  const next = iconButton('next', t('next'), () => controller.step(1));
  const steps = h('div', { class: 'group' }, previous, position, next);
  const target = new Choices(t('target'), (id) => {
    const { other, target: before } = session.preferences;
    // Choosing the one it is compared with swaps the two.
    controller.prefer({ target: id, ...(other === id && { other: before }) });
  });
  const other = new Choices(t('compare_with'), (id) =>
    controller.prefer({ other: id === '' ? null : id }),
  );
  const swap = iconButton('swap', t('swap'), () => {
    const { target: left, other: right } = session.preferences;
    controller.prefer({ target: right, other: left });
  });
  const again = iconButton('again', t('ask_again'), () => controller.reload());
  const layout = segments(controller);
  const percent = h('span', { class: 'percent', 'aria-live': 'off' });
  const zoom = h(
    'div',
    { class: 'group zoom', role: 'group', 'aria-label': t('aria_view') },
    iconButton('minus', t('zoom_out'), () => view.zoom(1 / 1.25)),
    percent,
    iconButton('plus', t('zoom_in'), () => view.zoom(1.25)),
    iconButton('fit', t('fit'), () => view.fit()),
    iconButton('actual', t('actual'), () => view.actual()),
  );
  const label = (name: string, text: string, ...controls: readonly HTMLElement[]): HTMLElement =>
    h(
      'div',
      { class: `group ${name}` },
      h('span', { class: 'caption', 'aria-hidden': true }, text),
      ...controls,
    );
  const targets = h(
    'div',
    { class: 'targets' },
    label('first', t('target'), target.element, again),
    label('second', t('compare_with'), other.element, swap, layout.element),
  );
  const save = saveMenu(controller);
  const element = h(
    'header',
    { class: 'toolbar', role: 'toolbar', 'aria-label': t('aria_toolbar') },
    h('div', { class: 'group picture' }, steps, name),
    targets,
    h('div', { class: 'group end' }, zoom, save),
  );
  const update = (): void => {
    const { pictures, index, complete, preferences, targets: all } = session;
    show(steps, pictures.length > 1);
    const key = complete ? 'position' : 'position_listing';
    setText(position, index < 0 ? '' : t(key, index + 1, pictures.length));
    previous.disabled = index <= 0;
    next.disabled = index < 0 || index >= pictures.length - 1;
    setText(name, pictures[index]?.name ?? '');
    name.title = pictures[index]?.name ?? '';
    const items = all ?? [];
    show(targets, items.length > 0 && session.current !== null);
    show(save, session.current !== null);
    const choices = items.map(({ id, label: text, place }) => ({
      value: id,
      label: `${text} — ${place}`,
    }));
    target.update(choices, preferences.target ?? '');
    const others = choices.filter(({ value }) => value !== preferences.target);
    other.update([{ value: '', label: t('compare_none') }, ...others], preferences.other ?? '');
    other.element.disabled = others.length === 0;
    show(swap, session.comparing);
    element.classList.toggle('comparing', session.comparing);
    layout.update();
    again.disabled = session.current === null;
    show(zoom, session.size !== undefined);
    zoomed();
  };
  const zoomed = (): void =>
    setText(percent, `${Math.round(view.viewport.scale * devicePixelRatio * 100)} %`);
  return { element, update, zoomed };
}

/** Side by side, or over one picture. */
function segments(controller: Controller): { element: HTMLElement; update(): void } {
  const button = (layout: 'side' | 'blend'): HTMLElement => {
    const element = textButton(t(layout), () => controller.prefer({ layout }));
    element.classList.add('segment');
    return element;
  };
  const buttons = { side: button('side'), blend: button('blend') };
  const element = h('div', { class: 'segments', role: 'group' }, buttons.side, buttons.blend);
  const update = (): void => {
    show(element, controller.session.comparing);
    const { layout } = controller.session.preferences;
    for (const name of ['side', 'blend'] as const) {
      buttons[name].setAttribute('aria-pressed', String(layout === name));
      buttons[name].setAttribute('appearance', layout === name ? 'primary' : 'secondary');
    }
  };
  return { element, update };
}
