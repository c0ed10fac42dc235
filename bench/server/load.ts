import type { Client } from '../../src/contract/client.ts';
import type { Contestant, Sample, Turn } from './sample.ts';
import { LEAST_PICTURES } from './sample.ts';

/** Sends one picture to a server over and over, with a fixed number of requests under way. */
export class Load implements Contestant {
  readonly #client: Client;
  readonly #picture: Buffer;
  readonly #concurrency: number;
  readonly #signal: AbortSignal;

  constructor(client: Client, picture: Buffer, concurrency: number, signal: AbortSignal) {
    this.#client = client;
    this.#picture = picture;
    this.#concurrency = concurrency;
    this.#signal = signal;
  }

  async turn(seconds: number): Promise<Turn> {
    const end = performance.now() + seconds * 1000;
    return this.#send((sent) => performance.now() < end || sent < LEAST_PICTURES);
  }

  /** Sends a number of requests. */
  async requests(count: number): Promise<Turn> {
    return this.#send((sent) => sent < count);
  }

  /** @param more whether to send a further request, by how many were sent. */
  async #send(more: (sent: number) => boolean): Promise<Turn> {
    const samples: Sample[] = [];
    let sent = 0;
    let objects = 0;
    const start = performance.now();
    const lane = async (): Promise<void> => {
      while (more(sent)) {
        sent++;
        const answer = await this.#request();
        samples.push(answer.sample);
        objects = answer.objects;
      }
    };
    await Promise.all(Array.from({ length: this.#concurrency }, lane));
    return { seconds: (performance.now() - start) / 1000, samples, objects };
  }

  async #request(): Promise<{ sample: Sample; objects: number }> {
    this.#signal.throwIfAborted();
    const start = performance.now();
    const { images, metadata } = await this.#client.predict(this.#picture);
    const total = performance.now() - start;
    const [image] = images;
    if (image === undefined || 'error' in image) throw new Error('The answer holds no picture.');
    const { preprocess, inference, postprocess } = image.speed;
    // Rounded to a millisecond by the server, so single values may be negative; their mean is right.
    const call = metadata.functionTimeCall * 1000;
    const queue = call - preprocess - inference - postprocess;
    const stages = { preprocess, inference, postprocess, queue, http: total - call };
    return { sample: { total, stages }, objects: image.results.length };
  }
}
