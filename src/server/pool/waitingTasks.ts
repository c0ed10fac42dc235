import type { WorkerPoolOptions } from 'workerpool';

type TaskQueue = Exclude<WorkerPoolOptions['queueStrategy'], string | undefined>;
type Task = Parameters<TaskQueue['push']>[0];
type ExecOptions = NonNullable<Task['options']>;

/** Tasks that wait for a worker, first come first served; single ones can be taken back. */
export class WaitingTasks implements TaskQueue {
  readonly #tasks = new Map<ExecOptions | undefined, Task>();

  push(task: Task): void {
    this.#tasks.set(task.options, task);
  }

  pop(): Task | undefined {
    for (const [options, task] of this.#tasks) {
      this.#tasks.delete(options);
      return task;
    }
    return undefined;
  }

  size(): number {
    return this.#tasks.size;
  }

  contains(task: Task): boolean {
    return this.#tasks.get(task.options) === task;
  }

  clear(): void {
    this.#tasks.clear();
  }

  /**
   * Takes a task out of the queue, by the options object that it was given with.
   * @returns false when it does not wait any more.
   */
  drop(options: ExecOptions): boolean {
    return this.#tasks.delete(options);
  }
}
