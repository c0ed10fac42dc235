import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const tasks = new Set<() => void>();
let listening = false;

function runTasks(): void {
  for (const task of tasks) {
    tasks.delete(task);
    try {
      task();
    } catch {
      // The others still have their turn.
    }
  }
}

/**
 * Runs something (synchronous) however this process ends: by itself, by an error, or by Ctrl-C.
 * Returns a function that takes it back.
 */
export function atExit(task: () => void): () => void {
  if (!listening) {
    listening = true;
    process.on('exit', runTasks);
    for (const signal of SIGNALS) {
      process.on(signal, () => process.exit(128 + constants.signals[signal]));
    }
  }
  tasks.add(task);
  return () => tasks.delete(task);
}
