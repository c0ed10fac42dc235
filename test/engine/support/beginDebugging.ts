// Begins to debug, says so, and waits to be killed.
import type { DebugPlan } from '../../../src/deployment/debug/debugPlan.ts';
import { DebugRun } from '../../../src/deployment/debug/debugRun.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { SETTINGS } from './lab.ts';

const [, , path = '', plan = ''] = process.argv;
const engine = new Engine({ kind: 'socket', path });
await DebugRun.begin(engine, JSON.parse(plan) as DebugPlan, SETTINGS, {
  onCrash: () => {},
  onGone: () => {},
});
process.stdout.write('begun\n');
setInterval(() => {}, 60_000);
