import { h } from '../../shared/dom.ts';
import { divider, iconButton } from './controls.ts';
import type { IconName } from './icons.ts';

export interface MenuItem {
  /** Whether a line sets it off from the one before. */
  readonly apart?: boolean;
  readonly label: string;
  readonly enabled: boolean;
  run(): void;
}

/** A button that opens a menu; arrows move, Enter chooses, Escape closes. */
export function menuButton(
  name: IconName,
  label: string,
  items: () => readonly MenuItem[],
): HTMLElement {
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label });
  menu.hidden = true;
  const button = iconButton(name, label, () => (menu.hidden ? open() : close()));
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  const element = h('div', { class: 'menu-anchor' }, button, menu);

  const close = (): void => {
    if (menu.hidden) return;
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    button.focus();
  };
  const open = (): void => {
    menu.replaceChildren(
      ...items().flatMap(({ label: text, enabled, apart = false, run }) => {
        const item = h('button', { class: 'menu-item', role: 'menuitem', tabindex: -1 }, text);
        item.setAttribute('aria-disabled', String(!enabled));
        item.addEventListener('click', () => {
          if (!enabled) return;
          close();
          run();
        });
        return apart ? [divider(), item] : [item];
      }),
    );
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    (menu.firstElementChild as HTMLElement | null)?.focus();
  };
  menu.addEventListener('keydown', (event) => {
    const entries = [...menu.querySelectorAll<HTMLElement>('.menu-item')];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) entries.at(to % entries.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener('focusout', (event) => {
    if (!menu.hidden && !element.contains(event.relatedTarget as Node | null)) {
      menu.hidden = true;
      button.setAttribute('aria-expanded', 'false');
    }
  });
  return element;
}
