import type { Size } from '../vision/types.ts';
import { OptionsError } from './optionsError.ts';

/** Turns the text of an option into a value; `label` is the flag or variable, for messages. */
export type ParseOption<T> = (text: string, label: string) => T;

/** A number in a range, both ends included. */
export function number(minimum: number, maximum: number): ParseOption<number> {
  return (text, label) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= minimum && value <= maximum) return value;
    throw wrong(label, text, `a number from ${minimum} to ${maximum}`);
  };
}

/** A whole number in a range, both ends included. */
export function integer(minimum: number, maximum: number): ParseOption<number> {
  return (text, label) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw wrong(label, text, `a whole number from ${minimum} to ${maximum}`);
  };
}

/** One of a few words. */
export function oneOf<T extends string>(words: readonly T[]): ParseOption<T> {
  return (text, label) => {
    const word = words.find((candidate) => candidate === text.trim().toLowerCase());
    if (word !== undefined) return word;
    throw wrong(label, text, `one of ${words.join(', ')}`);
  };
}

/** A size in pixels: one number for a square, or `height,width`. */
export function size(minimum: number, maximum: number): ParseOption<Size> {
  return (text, label) => {
    const sides = text
      .split(',')
      .map((side) => (/^\s*\d+\s*$/.test(side) ? Number(side) : Number.NaN));
    const [height = Number.NaN, width = height] = sides;
    const fits = (side: number): boolean => side >= minimum && side <= maximum;
    if (sides.length <= 2 && fits(height) && fits(width)) return { height, width };
    throw wrong(
      label,
      text,
      `pixels as 640 or 480,640 (height,width), from ${minimum} to ${maximum}`,
    );
  };
}

/** Texts between commas, or a list of them in JSON, where they hold commas themselves. */
export function texts(text: string, label: string): readonly string[] {
  if (!text.trimStart().startsWith('[')) return text.split(',').map((one) => one.trim());
  const list = parsedList(text);
  if (list?.every((one) => typeof one === 'string')) return list;
  throw wrong(label, text, 'texts between commas, or a list of texts in JSON');
}

function parsedList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

function wrong(label: string, text: string, allowed: string): OptionsError {
  return new OptionsError(
    `${label} is ${JSON.stringify(text.slice(0, 80))}, but must be ${allowed}.`,
  );
}
