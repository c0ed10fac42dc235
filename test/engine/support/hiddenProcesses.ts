/**
 * Looks at a simulated host from a place that sees no process but its own, as a dev container does:
 * prints the rows of each card, and how often the engine was asked, for every line of its input.
 * Arguments: the engine's socket, the driver's library.
 */
import { createInterface } from 'node:readline';
import { EngineContainers } from '../../../src/deployment/engineContainers.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { AttributedSource } from '../../../src/gpu/attributedSource.ts';
import { LocalGpuSource } from '../../../src/gpu/localGpuSource.ts';
import { rowsOf } from './gpuLab.ts';

const [path = '', library = ''] = process.argv.slice(2);
const engine = new Engine({ kind: 'socket', path });
const containers = new EngineContainers(async () => engine);
let asked = 0;
const worker = new URL('../../../src/gpu/nvml/nvmlWorker.ts', import.meta.url);
const source = new AttributedSource(new LocalGpuSource({ worker, libraries: [library] }), {
  running: containers.running,
  nameOf: containers.nameOf,
  refresh: containers.refresh,
  listPids: (id) => {
    asked++;
    return containers.listPids(id);
  },
});
for await (const _ of createInterface({ input: process.stdin })) {
  const rows = rowsOf(await source.sample());
  process.stdout.write(`${JSON.stringify({ rows, asked })}\n`);
}
await source.rest();
