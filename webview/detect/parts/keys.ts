import type { Controller } from '../app/controller.ts';
import type { View } from '../canvas/view.ts';

const PAN = 48;

/** Keys of the whole panel; what a control has taken for itself does not come here. */
export function listenToKeys(controller: Controller, view: View): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const onCanvas = target.tagName === 'CANVAS' || target === document.body;
    const free = onCanvas || !/^(INPUT|VSCODE-DROPDOWN|VSCODE-OPTION)$/.test(target.tagName);
    const everywhere: Readonly<Record<string, () => void>> = {
      PageDown: () => controller.step(1),
      PageUp: () => controller.step(-1),
      Escape: () => {
        controller.cancel();
        controller.select(undefined);
      },
    };
    const zooming: Readonly<Record<string, () => void>> = {
      '+': () => view.zoom(1.25),
      '=': () => view.zoom(1.25),
      '-': () => view.zoom(1 / 1.25),
      '0': () => view.fit(),
      '1': () => view.actual(),
    };
    const moving: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => view.pan(PAN, 0),
      ArrowRight: () => view.pan(-PAN, 0),
      ArrowUp: () => view.pan(0, PAN),
      ArrowDown: () => view.pan(0, -PAN),
    };
    const action =
      everywhere[event.key] ??
      (free ? zooming[event.key] : undefined) ??
      (onCanvas ? moving[event.key] : undefined);
    if (!action) return;
    event.preventDefault();
    action();
  });
}
