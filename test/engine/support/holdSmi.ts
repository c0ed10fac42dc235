/** Reads the GPUs of an engine by a container there, says so, and stays until it is ended. */
import { EngineGpuSource } from '../../../src/deployment/engineGpuSource.ts';
import { Engine } from '../../../src/engine/engine.ts';

const [path = ''] = process.argv.slice(2);
const source = new EngineGpuSource(new Engine({ kind: 'socket', path }));
const state = await source.sample();
process.stdout.write(state.ok ? 'reading\n' : `${state.unavailable.message}\n`);
setInterval(() => undefined, 60_000);
