import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Engine } from '../../engine/engine.ts';
import { type GivingBack, giveBack } from './givingBack.ts';

// A program beside a window that debugs a container. It is told on its standard input what stands still
// for that, and outlives the window: should that go without a word, as a browser's does when it is
// reloaded, what stood still runs again. A second line says that there is nothing left to do.

/** What was debugged has their port until it has ended. */
const TIMES = 60;
const AGAIN_MS = 1_000;

const said: string[] = [];
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => said.push(line));
lines.once('close', () => void windowGone());

async function windowGone(): Promise<void> {
  const [told, done] = said;
  if (told === undefined || done !== undefined) return;
  const { address, replaced } = JSON.parse(told) as GivingBack;
  const engine = new Engine(address);
  for (let left = TIMES; left > 0; left--) {
    const failed = await giveBack(engine, replaced).catch((error: unknown) => error);
    if (failed === undefined) return;
    await delay(AGAIN_MS);
  }
}
