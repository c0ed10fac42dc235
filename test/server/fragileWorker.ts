// A worker thread of the server that comes to grief on pictures that say so in their first bytes.
import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import workerpool from 'workerpool';
import { BEGUN, type WorkerMethods, type WorkerSettings } from '../../src/server/pool/protocol.ts';
import { serveWorker } from '../../src/server/worker.ts';

const misfortunes: Readonly<Record<string, () => unknown>> = {
  exit: () => process.exit(3),
  throw: () =>
    setImmediate(() => {
      throw new Error('thrown by the test');
    }),
  hang: () => {
    for (;;);
  },
  wait: () => sleep(300),
  // After the answer, when the worker is idle again.
  later: () => void setTimeout(() => process.exit(3), 30),
};

const register = workerpool.worker;
workerpool.worker = (methods) => {
  const served = methods as unknown as WorkerMethods;
  const fragile: WorkerMethods = {
    ...served,
    async predict(image, options) {
      const happen = misfortunes[Buffer.from(image).toString('latin1', 0, 10).trim()];
      if (happen) {
        workerpool.workerEmit(BEGUN);
        if (happen === misfortunes['throw']) {
          happen();
          return new Promise(() => {});
        }
        await happen();
      }
      return served.predict(image, options);
    },
  };
  register(fragile as never);
};

const { name } = workerData as WorkerSettings;
if (name === 'dies') process.exit(4);
if (name === 'throws') throw new Error('thrown while loading');
serveWorker();
