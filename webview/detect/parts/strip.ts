import { fill, h, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { icon } from './icons.ts';
import { objectCount, t } from './l10n.ts';
import { runBar } from './runBar.ts';
import { Thumbnails } from './thumbnails.ts';

const STEP = 82;
const SPARE = 3;
/** Milliseconds for which the boxes are waited for before small pictures are read too. */
const HEAD_START_MS = 500;

/** @param count objects, or −1 where detection failed. @param bitmap null where there will be none. */
function labelOf(
  name: string,
  count: number | undefined,
  bitmap: ImageBitmap | null | undefined,
): string {
  if (count !== undefined && count < 0) return t('aria_picture_failed', name);
  if (count !== undefined) return `${name}, ${objectCount(count)}`;
  return bitmap === null ? t('no_thumbnail', name) : name;
}

/** The strip of pictures below the stage. Only the pictures in sight exist in the document. */
export function strip(controller: Controller): { element: HTMLElement; update(): void } {
  const { session, channel } = controller;
  const items = h('div', { class: 'thumbs-inner' });
  const scroller = h(
    'div',
    {
      class: 'thumbs',
      role: 'listbox',
      tabindex: 0,
      'aria-label': t('aria_pictures'),
      'aria-orientation': 'horizontal',
    },
    items,
  );
  const bar = runBar(controller);
  const element = h('section', { class: 'strip' }, bar.element, scroller);
  const thumbnails = new Thumbnails(channel, () => {
    drawn = [];
    draw();
  });
  let counts = new Map<number, number>();
  let countsOf: unknown;
  let followed = '';
  /** What the items in the document were made from. */
  let drawn: readonly unknown[] = [];

  const item = (index: number): HTMLElement | undefined => {
    const picture = session.pictures[index];
    if (!picture) return undefined;
    const canvas = h('canvas', { 'aria-hidden': true });
    const bitmap = thumbnails.get(picture.id);
    if (bitmap) {
      Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    }
    const count = counts.get(index);
    const badge =
      count === undefined
        ? undefined
        : h(
            'span',
            { class: count < 0 ? 'badge failed' : 'badge' },
            count < 0 ? '!' : String(count),
          );
    const label = labelOf(picture.name, count, bitmap);
    const selected = picture.id === session.current;
    const option = h(
      'div',
      {
        class: 'thumb',
        role: 'option',
        title: label,
        'aria-label': label,
        'aria-selected': selected,
        'aria-posinset': index + 1,
        'aria-setsize': session.pictures.length,
      },
      canvas,
      bitmap === null && icon('broken'),
      badge,
    );
    option.id = `picture-${index}`;
    option.style.left = `${index * STEP}px`;
    option.addEventListener('click', () => controller.open(picture.id));
    return option;
  };
  let again: ReturnType<typeof setTimeout> | undefined;
  const waitsForBoxes = (): boolean => {
    clearTimeout(again);
    if (session.left.kind !== 'asking') return false;
    const left = session.left.since + HEAD_START_MS - performance.now();
    if (left > 0) again = setTimeout(draw, left);
    return left > 0;
  };
  const draw = (): void => {
    if (element.hidden) return;
    const total = session.pictures.length;
    const first = Math.max(0, Math.floor(scroller.scrollLeft / STEP) - SPARE);
    const last = Math.min(
      total,
      Math.ceil((scroller.scrollLeft + scroller.clientWidth) / STEP) + SPARE,
    );
    const seen = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    // The picture itself comes first, and what is found in it.
    const staged = session.shown !== undefined || session.pictureFailure !== undefined;
    thumbnails.want(
      staged && !waitsForBoxes() ? seen.flatMap((index) => session.pictures[index]?.id ?? []) : [],
    );
    const made = [first, last, session.pictures, session.current, counts];
    if (made.every((part, i) => part === drawn[i])) return;
    drawn = made;
    fill(items, ...seen.map(item));
  };
  const follow = (): void => {
    const { index, current } = session;
    // A picture's place may change while folders are being listed.
    if (index < 0 || followed === `${index} ${current}`) return;
    followed = `${index} ${current}`;
    const left = index * STEP;
    const { scrollLeft, clientWidth } = scroller;
    if (left < scrollLeft || left + STEP > scrollLeft + clientWidth) {
      scroller.scrollLeft = left - (clientWidth - STEP) / 2;
    }
  };
  scroller.addEventListener('scroll', () => draw());
  scroller.addEventListener(
    'wheel',
    (event) => {
      if (event.deltaX !== 0) return;
      scroller.scrollLeft += event.deltaY;
      event.preventDefault();
    },
    { passive: false },
  );
  // Where the width changes, the current picture stays in sight.
  new ResizeObserver(() => {
    followed = '';
    follow();
    draw();
  }).observe(scroller);
  scroller.addEventListener('keydown', (event) => {
    const last = session.pictures.length;
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -last, End: last }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    controller.step(by);
  });
  channel.on('changed', ({ picture }) => {
    thumbnails.forget(picture);
    drawn = [];
    if (picture === session.current) controller.reload();
  });

  const update = (): void => {
    show(element, session.pictures.length > 1);
    // What another target has found is no number of this one's.
    const run = session.run?.target === session.preferences.target ? session.run : null;
    if (countsOf !== run) {
      countsOf = run;
      counts = new Map(run?.counts);
    }
    const { index } = session;
    if (index >= 0) scroller.setAttribute('aria-activedescendant', `picture-${index}`);
    items.style.width = `${session.pictures.length * STEP}px`;
    follow();
    bar.update();
    draw();
  };
  return { element, update };
}
