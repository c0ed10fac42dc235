/** The thread on which the driver is asked: its calls block, for long when a card is in trouble. */
import { parentPort, workerData } from 'node:worker_threads';
import { OriginFacts } from '../attribution/originFacts.ts';
import { NvmlReader } from './nvmlReader.ts';
import type { WorkerData, WorkerReply, WorkerRequest } from './workerProtocol.ts';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');

const origins = new OriginFacts();
const reader = new NvmlReader(workerData as WorkerData, (pid, simulated) =>
  origins.of(pid, simulated),
);

async function sample(): Promise<WorkerReply> {
  try {
    const answer = await reader.sample();
    origins.forgetOthers();
    return answer;
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (request: WorkerRequest) => {
  if (request === 'end') {
    reader.close();
    port.close();
    return;
  }
  void sample().then((reply) => port.postMessage(reply));
});
