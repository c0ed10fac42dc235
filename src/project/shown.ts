/** More of a text tells nobody more. */
const LONGEST = 60;

/** Bidirectional controls, which would reorder the sentence around them, and what has no width. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text out of a file as it may stand in a sentence: short, on one line, nothing hidden. */
export function shown(text: string): string {
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return start.replace(
    DECEPTIVE,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
}
