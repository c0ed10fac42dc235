type Child = Node | string | undefined | false;

/** What `h` sets: properties by name, `class`, and attributes with a dash or of the role. */
export interface Props {
  readonly class?: string;
  readonly role?: string;
  readonly title?: string;
  readonly tabindex?: number;
  readonly [attribute: `aria-${string}`]: string | number | boolean | undefined;
  readonly [data: `data-${string}`]: string;
}

/** Makes an element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  assign(element, props);
  fill(element, ...children);
  return element;
}

/** Sets attributes; undefined removes one. */
function assign(element: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}

/** Replaces the children of an element. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== false));
}

/** Sets a text only where it changes, so that screen readers are not told again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows or hides an element. */
export function show(element: HTMLElement, shown: boolean): void {
  element.hidden = !shown;
}
