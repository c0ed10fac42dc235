import * as vscode from 'vscode';

/** What a step ends with, besides an answer. */
export const BACK = Symbol('back');
export type Answer<T> = T | typeof BACK | undefined;

/** Where in a wizard a step stands. */
export interface StepPlace {
  readonly title: string;
  /** Counted from 1. */
  readonly step: number;
  readonly totalSteps: number;
}

/** One question; it stores its answer itself, and is asked again when the user comes back. */
export type Step = (place: StepPlace) => Promise<Answer<true>>;

/**
 * Asks one question after the other; the back button leads to the one before.
 * @returns false when the user cancels.
 */
export async function runSteps(title: string, steps: readonly Step[]): Promise<boolean> {
  for (let at = 0; at < steps.length; ) {
    const answer = await steps[at]?.({ title, step: at + 1, totalSteps: steps.length });
    if (answer === undefined) return false;
    at += answer === BACK ? -1 : 1;
  }
  return true;
}

/** What a choice looks like. */
export interface ChoiceOptions<T extends vscode.QuickPickItem> {
  readonly items: readonly T[] | Promise<readonly T[]>;
  readonly placeholder: string;
  /** The entry that Enter takes; the first when left out. */
  readonly active?: ((item: T) => boolean) | undefined;
  /** What a button of an entry does; the choice stays open. */
  readonly onButton?: (item: T, button: vscode.QuickInputButton) => void;
}

/** Asks for one of several. */
export function choose<T extends vscode.QuickPickItem>(
  place: StepPlace,
  { items, placeholder, active, onButton }: ChoiceOptions<T>,
): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<T>();
  Object.assign(pick, { ...place, placeholder, matchOnDescription: true, matchOnDetail: true });
  pick.ignoreFocusOut = true;
  if (place.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
  if (onButton) pick.onDidTriggerItemButton(({ item, button }) => onButton(item, button));
  pick.busy = true;
  void Promise.resolve(items).then(
    (list) => {
      pick.items = list;
      const proposed = list.find((item) => active?.(item));
      // An empty list would take the focus from the first entry.
      if (proposed) pick.activeItems = [proposed];
      pick.busy = false;
    },
    () => pick.hide(),
  );
  return answered(pick, () => pick.selectedItems[0]);
}

/** What a question for text looks like. */
export interface TextOptions {
  readonly prompt: string;
  readonly value: string;
  /** What is wrong with a text; undefined when nothing is. */
  readonly fault: (text: string) => string | undefined;
}

/** Asks for a text. */
export function askText(
  place: StepPlace,
  { prompt, value, fault }: TextOptions,
): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  Object.assign(input, { ...place, prompt, value, valueSelection: [0, value.length] });
  input.ignoreFocusOut = true;
  if (place.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  const judge = (): string | undefined => {
    const message = fault(input.value.trim());
    input.validationMessage = message;
    return message;
  };
  input.onDidChangeValue(judge);
  return answered(input, () => (judge() === undefined ? input.value.trim() : undefined));
}

/** Shows an input and waits for an accepted answer, the back button, or its end. */
function answered<T>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  read: () => T | undefined,
): Promise<Answer<T>> {
  return new Promise<Answer<T>>((resolve) => {
    // Whichever input it is, its events are alike.
    const { onDidTriggerButton, onDidAccept, onDidHide } = input as vscode.InputBox;
    onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) resolve(BACK);
    });
    onDidAccept(() => {
      const answer = read();
      if (answer !== undefined) resolve(answer);
    });
    onDidHide(() => resolve(undefined));
    input.show();
  }).finally(() => input.dispose());
}
