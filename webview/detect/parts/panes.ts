import { h } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { Pane } from '../canvas/pane.ts';
import { followPointer } from '../canvas/pointer.ts';
import { type CanvasStyle, readStyle } from '../canvas/style.ts';
import type { View } from '../canvas/view.ts';
import { countClasses } from '../logic/objects.ts';
import { objectCount, t } from './l10n.ts';

/** The stage: one picture, or two that move together. */
export function panes(
  controller: Controller,
  view: View,
): { element: HTMLElement; update(): void; redraw(): void } {
  const { session } = controller;
  const all = [new Pane(view), new Pane(view)] as const;
  const element = h('div', { class: 'panes' }, ...all.map((pane) => pane.element));
  let style: CanvasStyle = readStyle();
  for (const pane of all) {
    followPointer(pane, view, {
      hover: (key) => controller.hover(key),
      select: (key) => controller.select(key),
    });
  }
  const readAgain = (): void => {
    style = readStyle();
    session.changed();
  };
  // VS Code tells a webview about a new theme by its body's class and root's style.
  const observer = new MutationObserver(readAgain);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });

  const describe = (): string => {
    // Of the picture that is drawn, which the one that was asked for replaces a moment later.
    const name = session.pictures.find(({ id }) => id === session.shown?.id)?.name ?? '';
    if (name === '') return t('aria_panel');
    if (session.answer('left') === undefined) {
      const failed = session.left.kind === 'failed';
      return t(failed ? 'aria_picture_failed' : 'aria_no_objects_yet', name);
    }
    const objects = session.scene.rows.map((mark) => mark.object);
    if (session.classifying) {
      const likeliest = objects.map((object) => `${object.name} ${object.confidence.toFixed(2)}`);
      return t('aria_picture', name, likeliest.join(', '));
    }
    const classes = countClasses(objects, 0).map((entry) => `${entry.name} ${entry.count}`);
    return t(
      'aria_picture',
      name,
      [objectCount(objects.length), ...classes.slice(0, 8)].join(', '),
    );
  };
  const update = (): void => {
    const { shown, scene, preferences, size } = session;
    if (size) view.setPicture(size);
    const two = session.comparing && preferences.layout === 'side';
    all[1].element.hidden = !two;
    const captions = [preferences.target, preferences.other].map((id) => {
      const target = session.target(id);
      return two && target ? `${target.label} — ${target.place}` : '';
    });
    for (const [index, pane] of all.entries()) {
      const marks = scene.panes[index] ?? [];
      pane.canvas.setAttribute('aria-label', describe());
      pane.update(shown?.bitmap, size, marks, session.emphasised, style, captions[index] ?? '');
    }
  };
  const redraw = (): void => {
    for (const pane of all) pane.redraw();
  };
  return { element, update, redraw };
}
