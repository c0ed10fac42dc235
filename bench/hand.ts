/** A process of its own for the hand-written loop; its argument is a `Setup` as JSON. */
import { readFile } from 'node:fs/promises';
import { HandLoop } from './server/handLoop.ts';
import type { Setup } from './server/setup.ts';
import { serveTurns } from './server/turns.ts';

const setup = JSON.parse(process.argv[2] ?? '') as Setup;
const picture = await readFile(setup.image);
const loop = await HandLoop.open(setup);
serveTurns(async () => {
  const { boxes, sample } = await loop.detect(picture);
  return { sample, objects: boxes.length };
});
