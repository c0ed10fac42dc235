import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StageTimes } from '../vision/types.ts';
import type { LoadedModel, Predictor } from './predictor.ts';

/** Upper bounds in seconds; they resolve 1 ms to 5 s with steps of at most a factor of two. */
const SECONDS = [
  0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2,
  0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5,
];

/** What the server counts. Each instance has its own registry, so that tests do not share one. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Counter<'route' | 'code'>;
  readonly #images: Counter<'result'>;
  readonly #inFlight: Gauge;
  readonly #model: Gauge<'model' | 'family' | 'task' | 'sha256' | 'provider'>;
  readonly #stages: Readonly<Record<keyof StageTimes, Histogram>>;
  readonly #total: Histogram<'route'>;

  constructor(predictor: Predictor) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Counter({
      name: 'yolo_requests_total',
      help: 'Requests by route pattern and status; 499 when the client left before the answer.',
      labelNames: ['route', 'code'],
      registers,
    });
    this.#images = new Counter({
      name: 'yolo_images_total',
      help: 'Pictures by result: ok, or the error code.',
      labelNames: ['result'],
      registers,
    });
    this.#inFlight = new Gauge({
      name: 'yolo_requests_in_flight',
      help: 'Requests that have begun and not ended.',
      registers,
    });
    gauge('yolo_queue_depth', 'Pictures accepted and waiting.', () => predictor.load.queued);
    gauge('yolo_queue_capacity', 'Most pictures that may wait.', () => predictor.load.capacity);
    this.#model = new Gauge({
      name: 'yolo_model_info',
      help: 'Always 1; the labels say what is loaded.',
      labelNames: ['model', 'family', 'task', 'sha256', 'provider'],
      registers,
    });
    const seconds = (stage: string, help: string): Histogram =>
      new Histogram({ name: `yolo_${stage}_seconds`, help, buckets: SECONDS, registers });
    this.#stages = {
      preprocess: seconds('preprocess', 'Decoding, resizing and normalising one picture.'),
      inference: seconds('inference', 'The network itself, for one picture.'),
      postprocess: seconds('postprocess', 'Decoding the output of one picture and NMS.'),
    };
    this.#total = new Histogram({
      name: 'yolo_request_seconds',
      help: 'From the first byte of a request to the last of its answer.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });

    function gauge(name: string, help: string, read: () => number): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    }
  }

  /** Counts a request that begins. */
  began(): void {
    this.#inFlight.inc();
  }

  /** Counts a request that ended, with the pattern of its route. */
  ended(route: string, status: number, milliseconds: number): void {
    this.#inFlight.dec();
    this.#requests.inc({ route, code: String(status) });
    this.#total.observe({ route }, milliseconds / 1000);
  }

  /** Counts a picture that was answered. */
  found(speed: StageTimes): void {
    this.#images.inc({ result: 'ok' });
    this.#stages.preprocess.observe(speed.preprocess / 1000);
    this.#stages.inference.observe(speed.inference / 1000);
    this.#stages.postprocess.observe(speed.postprocess / 1000);
  }

  /** Counts a picture that failed. */
  failed(code: string): void {
    this.#images.inc({ result: code });
  }

  /** Publishes what is loaded. */
  loaded({ name, spec, sha256, provider }: LoadedModel): void {
    const { family, task } = spec;
    this.#model.set({ model: name, family, task, sha256, provider }, 1);
  }
}
