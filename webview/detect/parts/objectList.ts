import { fill, h, setText } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import type { View } from '../canvas/view.ts';
import type { Mark } from '../logic/marks.ts';
import { sideNames } from '../logic/sideNames.ts';
import { swatch } from './classFilter.ts';
import { t } from './l10n.ts';

const ROW = 26;
/** Rows beyond the visible ones, so that scrolling shows no gap. */
const SPARE = 8;

/** Where the box is and how large; undefined for a class of the whole picture. */
function boxTexts({ object }: Mark): { place: string; size: string } | undefined {
  if (object.corners.length === 0) return undefined;
  const { x, y, width, height } = object.bounds;
  return {
    place: `${Math.round(x)}, ${Math.round(y)} · `,
    size: `${Math.round(width)} × ${Math.round(height)}`,
  };
}

function boxText(mark: Mark): string {
  const { place = '', size = '' } = boxTexts(mark) ?? {};
  return place + size;
}

function boxCell(mark: Mark): HTMLElement {
  const { place = '', size = '' } = boxTexts(mark) ?? {};
  return h('span', { class: 'row-box' }, h('span', { class: 'row-place' }, place), size);
}

/** The verdict in words. */
function verdictText(mark: Mark, left: string, right: string): string {
  switch (mark.verdict) {
    case undefined:
      return '';
    case 'classDiffers':
      return t('row_classDiffers', mark.partner?.name ?? '');
    case 'onlyLeft':
      return t('row_onlyLeft', left);
    case 'onlyRight':
      return t('row_onlyRight', right);
    default:
      return t(`row_${mark.verdict}`);
  }
}

/** The list of objects, in step with the picture. Only the rows in sight exist in the document. */
export function objectList(
  controller: Controller,
  view: View,
): { element: HTMLElement; update(): void } {
  const { session } = controller;
  const title = h('h2');
  const count = h('span', { class: 'count', 'aria-live': 'polite' });
  const rows = h('div', { class: 'rows' });
  const list = h(
    'div',
    { class: 'list', role: 'listbox', tabindex: 0, 'aria-label': t('aria_objects') },
    rows,
  );
  const element = h(
    'section',
    { class: 'objects' },
    h('div', { class: 'section-head' }, title, count),
    list,
  );
  let revealed: string | undefined;

  const rowOf = (mark: Mark, index: number, total: number): HTMLElement => {
    const { preferences } = session;
    const [left, right] = sideNames(
      session.target(preferences.target),
      session.target(preferences.other),
    );
    const words = verdictText(mark, left ?? t('left'), right ?? t('right'));
    const second = mark.partner && (mark.verdict === 'agreed' || mark.verdict === 'classDiffers');
    const percent = mark.verdict === 'miss' ? '' : mark.object.confidence.toFixed(2);
    const row = h(
      'div',
      {
        class: 'row',
        role: 'option',
        'data-key': mark.key,
        'aria-selected': mark.key === session.selected,
        'aria-posinset': index + 1,
        'aria-setsize': total,
      },
      swatch(mark.colour, mark.verdict),
      h('span', { class: 'row-name' }, mark.object.name),
      words !== '' && h('span', { class: 'row-verdict' }, words),
      !second && boxCell(mark),
      h(
        'span',
        { class: 'row-score' },
        second ? `${percent} | ${mark.partner?.confidence.toFixed(2)}` : percent,
      ),
    );
    row.title = second
      ? `${boxText(mark)} | ${boxText({ ...mark, object: mark.partner ?? mark.object })}`
      : boxText(mark);
    row.id = `object-${mark.key}`;
    row.classList.toggle('hovered', mark.key === session.hover);
    row.style.top = `${index * ROW}px`;
    return row;
  };
  const draw = (): void => {
    const marks = session.scene.rows;
    rows.style.height = `${marks.length * ROW}px`;
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - SPARE);
    const last = Math.min(
      marks.length,
      Math.ceil((list.scrollTop + list.clientHeight) / ROW) + SPARE,
    );
    fill(rows, ...marks.slice(first, last).map((mark, i) => rowOf(mark, first + i, marks.length)));
  };
  const scrollTo = (index: number): void => {
    const top = index * ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + ROW - list.clientHeight;
    }
  };
  const keyAt = (event: Event): string | undefined =>
    (event.target as Element).closest<HTMLElement>('.row')?.dataset['key'];
  const choose = (mark: Mark | undefined, close = false): void => {
    if (!mark) return;
    controller.select(mark.key);
    if (mark.object.corners.length > 0) view.reveal(mark.object.bounds, close);
  };

  list.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(list);
  list.addEventListener('pointerover', (event) => controller.hover(keyAt(event)));
  list.addEventListener('pointerleave', () => controller.hover(undefined));
  list.addEventListener('click', (event) => {
    const key = keyAt(event);
    choose(session.scene.rows.find((mark) => mark.key === key));
  });
  list.addEventListener('dblclick', (event) => {
    const key = keyAt(event);
    choose(
      session.scene.rows.find((mark) => mark.key === key),
      true,
    );
  });
  list.addEventListener('keydown', (event) => {
    const marks = session.scene.rows;
    const at = marks.findIndex((mark) => mark.key === session.selected);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, Home: 0, End: marks.length - 1 }[
      event.key
    ];
    if (to !== undefined) choose(marks[Math.min(Math.max(to, 0), marks.length - 1)]);
    else if (event.key === 'Enter') choose(marks[at], true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const update = (): void => {
    setText(title, t(session.classifying ? 'classes' : 'objects'));
    setText(count, session.answer('left') ? String(session.scene.rows.length) : '');
    if (session.selected === undefined) list.removeAttribute('aria-activedescendant');
    else list.setAttribute('aria-activedescendant', `object-${session.selected}`);
    if (session.selected !== revealed) {
      revealed = session.selected;
      const index = session.scene.rows.findIndex((mark) => mark.key === revealed);
      if (index >= 0) scrollTo(index);
    }
    draw();
  };
  return { element, update };
}
