import { createInterface } from 'node:readline';
import { Engine } from '../../engine/engine.ts';
import { type GivingBack, giveBackPatiently } from './givingBack.ts';

// A program beside a window that debugs a container. It is told on its standard input what stands still
// for that, and outlives the window: should that go without a word, as a browser's does when it is
// reloaded, what stood still runs again. A second line says that there is nothing left to do.

const said: string[] = [];
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => said.push(line));
lines.once('close', () => void windowGone());

async function windowGone(): Promise<void> {
  const [told, done] = said;
  if (told === undefined || done !== undefined) return;
  const { address, replaced } = JSON.parse(told) as GivingBack;
  await giveBackPatiently(new Engine(address), replaced);
}
