import { contains, type Point } from '../logic/geometry.ts';
import type { Mark } from '../logic/marks.ts';
import { toPicture } from '../logic/viewport.ts';
import type { Pane } from './pane.ts';
import type { View } from './view.ts';

/** What the pointer does to marks. */
export interface PointerEvents {
  hover(key: string | undefined): void;
  select(key: string | undefined): void;
}

/** Pointer travel in CSS pixels from which a press is a drag and not a click. */
const DRAG = 4;

/** The smallest object under a point: a large one around it can be reached beside it. */
function markAt(marks: readonly Mark[], at: Point, slack: number): Mark | undefined {
  let [best, bestArea] = [undefined as Mark | undefined, Infinity];
  for (const mark of marks) {
    if (mark.opacity === 0) continue;
    const { x, y, width, height } = mark.object.bounds;
    const near =
      at.x >= x - slack &&
      at.y >= y - slack &&
      at.x <= x + width + slack &&
      at.y <= y + height + slack;
    const area = width * height;
    if (!near || area >= bestArea) continue;
    if (mark.object.oriented && !contains(mark.object.corners, at)) continue;
    [best, bestArea] = [mark, area];
  }
  return best;
}

/** Wheel zooms to the pointer, dragging pans, pointing and clicking find objects. */
export function followPointer(pane: Pane, view: View, events: PointerEvents): void {
  const { canvas } = pane;
  let drag: { x: number; y: number; moved: boolean } | undefined;
  const local = (event: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const markUnder = (event: MouseEvent): Mark | undefined =>
    markAt(pane.marks, toPicture(view.viewport, local(event)), 3 / view.viewport.scale);

  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      // A touchpad's two fingers pan; its pinch comes as a wheel with Ctrl, and a mouse wheel zooms.
      const wheelOfMouse = event.deltaMode !== 0 || Math.abs(event.deltaY) >= 50;
      if (!event.ctrlKey && (event.deltaX !== 0 || !wheelOfMouse)) {
        view.pan(-event.deltaX, -event.deltaY);
        return;
      }
      const lines = event.deltaMode === 0 ? event.deltaY / 100 : event.deltaY / 3;
      view.zoom(2 ** (-lines / (event.ctrlKey ? 0.8 : 2.5)), local(event));
    },
    { passive: false },
  );
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    drag = { x: event.clientX, y: event.clientY, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!drag) {
      const mark = markUnder(event);
      canvas.classList.toggle('over', mark !== undefined);
      events.hover(mark?.key);
      return;
    }
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < DRAG) return;
    drag = { x: event.clientX, y: event.clientY, moved: true };
    canvas.classList.add('dragging');
    view.pan(dx, dy);
  });
  const end = (event: PointerEvent): void => {
    if (drag && !drag.moved && event.type === 'pointerup') events.select(markUnder(event)?.key);
    drag = undefined;
    canvas.classList.remove('dragging');
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  canvas.addEventListener('pointerleave', () => events.hover(undefined));
  canvas.addEventListener('dblclick', (event) => {
    if (view.fitted) view.actual(local(event));
    else view.fit();
  });
}
