import type { Scope } from '../../test/engine/support/containers.ts';

/** Does something, then what it asked to be done afterwards, the last first. */
export async function tidied<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const tasks: (() => unknown)[] = [];
  try {
    return await work({ after: (task) => void tasks.push(task) });
  } finally {
    for (const task of tasks.reverse()) await task();
  }
}
