import type Docker from 'dockerode';
import { runHardened } from '../../test/engine/support/containers.ts';
import { tidied } from './tidied.ts';

/** Seconds from creating a container, and of its pause. */
export interface Start {
  /** Until it says that it is ready. */
  readonly ready: number;
  /** Until a picture has been answered. */
  readonly answer: number;
  /** From being resumed after a pause until the next picture has been answered. */
  readonly resumed: number;
}

/** Starts fresh containers one after the other. */
export async function starts(
  docker: Docker,
  image: string,
  picture: Buffer,
  times: number,
): Promise<Start[]> {
  const all: Start[] = [];
  for (let i = 0; i < times; i++) {
    const start = await tidied(async (scope) => {
      const began = performance.now();
      const since = (): number => (performance.now() - began) / 1000;
      const { client, container } = await runHardened(scope, docker, image);
      const ready = since();
      await client.predict(picture);
      const answer = since();
      await container.pause();
      const paused = since();
      await container.unpause();
      await client.predict(picture);
      return { ready, answer, resumed: since() - paused };
    });
    all.push(start);
  }
  return all;
}
