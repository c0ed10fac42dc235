import {
  type Button,
  type Dropdown,
  type Option,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import { type IconName, icon } from './icons.ts';

/** Registers the toolkit's elements that the panel uses. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());
}

/** A button with an icon, whose name is its tooltip too. */
export function iconButton(name: IconName, label: string, onClick: () => void): Button {
  const button = document.createElement('vscode-button') as Button;
  button.setAttribute('appearance', 'icon');
  button.setAttribute('aria-label', label);
  button.title = label;
  button.append(icon(name));
  button.addEventListener('click', onClick);
  return button;
}

/** A button with words. */
export function textButton(
  label: string,
  onClick: () => void,
  appearance: 'primary' | 'secondary' = 'secondary',
): Button {
  const button = document.createElement('vscode-button') as Button;
  button.setAttribute('appearance', appearance);
  button.append(label);
  button.addEventListener('click', onClick);
  return button;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A drop-down list that is rebuilt only when its choices change. */
export class Choices {
  readonly element: Dropdown;
  #shown = '';

  constructor(label: string, onChange: (value: string) => void) {
    this.element = document.createElement('vscode-dropdown') as Dropdown;
    this.element.setAttribute('aria-label', label);
    this.element.title = label;
    this.element.addEventListener('change', () => onChange(this.element.value));
  }

  update(choices: readonly Choice[], value: string): void {
    const shown = JSON.stringify(choices);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.element.replaceChildren(
        ...choices.map((choice) => {
          const option = document.createElement('vscode-option') as Option;
          option.value = choice.value;
          option.textContent = choice.label;
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
