import {
  type Button,
  type Checkbox,
  type Divider,
  type Dropdown,
  type Option,
  type ProgressRing,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { type IconName, icon } from './icons.ts';

/**
 * Registers the toolkit's elements that the panel uses. What it has none for is the browser's own:
 * sliders, menus, and progress of which the end is known. Its badge and tag are left out: they
 * colour themselves by a style attribute, which the document's policy forbids.
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDivider(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
  );
}

/** Makes an element of the toolkit. */
function make<T extends HTMLElement>(name: string, ...children: readonly (Node | string)[]): T {
  const element = document.createElement(`vscode-${name}`) as T;
  element.append(...children);
  return element;
}

/** A button with an icon, whose name is its tooltip too. */
export function iconButton(name: IconName, label: string, onClick: () => void): Button {
  const button = make<Button>('button', icon(name));
  button.setAttribute('appearance', 'icon');
  button.setAttribute('aria-label', label);
  button.title = label;
  button.addEventListener('click', onClick);
  return button;
}

/** A button with words; a quiet one looks like an icon's. */
export function textButton(
  label: string,
  onClick: () => void,
  appearance: 'primary' | 'secondary' | 'quiet' = 'secondary',
): Button {
  const button = make<Button>('button', label);
  button.setAttribute('appearance', appearance === 'quiet' ? 'icon' : appearance);
  // The toolkit would name every button of that look "icon-button".
  button.setAttribute('aria-label', label);
  button.addEventListener('click', onClick);
  return button;
}

/** A check box with what stands beside it, which is its name too. */
export function checkbox(
  checked: boolean,
  onChange: (checked: boolean) => void,
  ...content: readonly (Node | string)[]
): Checkbox {
  const box = make<Checkbox>('checkbox', ...content);
  box.checked = checked;
  box.addEventListener('change', () => onChange(box.checked));
  return box;
}

/** Turns while something is waited for; the words beside it say what for. */
export function progressRing(): HTMLElement {
  const frame = document.createElement('span');
  frame.setAttribute('aria-hidden', 'true');
  const ring = make<ProgressRing>('progress-ring');
  frame.append(ring);
  // Once it is in the document it calls itself "Loading", in English and as an alarm.
  requestAnimationFrame(() => {
    for (const name of ['aria-label', 'aria-live', 'role']) ring.removeAttribute(name);
  });
  return frame;
}

/** A line between groups. */
export function divider(): HTMLElement {
  return make<Divider>('divider');
}

/** Letters from which a name gives way first. */
const LONG = 28;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A drop-down list that is rebuilt only when its choices change. */
export class Choices {
  readonly element: Dropdown;
  readonly #label: string;
  #shown = '';

  constructor(label: string, onChange: (value: string) => void) {
    this.#label = label;
    this.element = make<Dropdown>('dropdown');
    this.element.setAttribute('aria-label', label);
    this.element.addEventListener('change', () => onChange(this.element.value));
  }

  update(choices: readonly Choice[], value: string): void {
    // The list may be too narrow for the whole name.
    const chosen = choices.find((choice) => choice.value === value)?.label;
    this.element.title = chosen === undefined ? this.#label : `${this.#label}: ${chosen}`;
    // Beside a long name, a short one stays whole.
    this.element.style.setProperty('--gives', (chosen?.length ?? 0) > LONG ? '20' : '1');
    const shown = JSON.stringify(choices);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.element.replaceChildren(
        ...choices.map((choice) => {
          const option = make<Option>('option', choice.label);
          option.value = choice.value;
          return option;
        }),
      );
    }
    // The element takes a value only once its options are upgraded.
    queueMicrotask(() => {
      if (this.element.value !== value) this.element.value = value;
    });
  }
}
