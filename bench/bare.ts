/** A process of its own for `session.run` alone; its argument is a `Setup` as JSON. */
import { readFile } from 'node:fs/promises';
import { HandLoop } from './server/handLoop.ts';
import type { Setup } from './server/setup.ts';
import { serveTurns } from './server/turns.ts';

const setup = JSON.parse(process.argv[2] ?? '') as Setup;
const loop = await HandLoop.open(setup);
const tensor = await loop.tensor(await readFile(setup.image));
serveTurns(async () => {
  const start = performance.now();
  await loop.run(tensor);
  const total = performance.now() - start;
  return { sample: { total, stages: { inference: total } } };
});
