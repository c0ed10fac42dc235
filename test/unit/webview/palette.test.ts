import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classColour, textOn } from '../../../webview/detect/logic/palette.ts';
import { VERDICTS } from '../../../webview/detect/logic/verdicts.ts';

describe('palette', () => {
  it('gives a class the same colour always, and neighbours different ones', () => {
    const colours = Array.from({ length: 10 }, (_, classId) => classColour(classId));
    assert.equal(new Set(colours).size, 10);
    assert.equal(classColour(13), classColour(3));
  });

  it('writes on every colour with a contrast of at least 4.5', () => {
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
        return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const classes = Array.from({ length: 10 }, (_, classId) => classColour(classId));
    for (const colour of [...classes, ...Object.values(VERDICTS).map(({ colour }) => colour)]) {
      const [a, b] = [luminance(colour), luminance(textOn(colour))].sort((p, q) => q - p) as [
        number,
        number,
      ];
      assert.ok((a + 0.05) / (b + 0.05) >= 4.5, colour);
    }
  });

  it('tells verdicts apart by colour, line and sign, and from every class', () => {
    const classes = Array.from({ length: 10 }, (_, classId) => classColour(classId));
    const { hit, falseAlarm, miss, agreed, onlyLeft, onlyRight, classDiffers } = VERDICTS;
    for (const together of [
      [hit, falseAlarm, miss],
      [agreed, onlyLeft, onlyRight, classDiffers],
    ]) {
      for (const part of ['colour', 'dash', 'sign'] as const)
        assert.equal(
          new Set(together.map((style) => String(style[part]))).size,
          together.length,
          part,
        );
      for (const { colour } of together) assert.ok(!classes.includes(colour), colour);
    }
  });
});
