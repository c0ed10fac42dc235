import { Agent } from 'node:http';
import { ContractError } from './contractError.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';
import { type CallOptions, exchange, type Incoming, type Outgoing } from './exchange.ts';
import { multipartOf } from './multipart.ts';
import type { ErrorAnswer } from './schema/error.ts';
import type { LiveAnswer, ReadyAnswer } from './schema/health.ts';
import type { ModelAnswer } from './schema/model.ts';
import type { PredictParameters } from './schema/parameters.ts';
import type { PredictAnswer } from './schema/predict.ts';

/** Speaks to one server of the contract. Every rejection is a `ContractError`. */
export class Client {
  readonly endpoint: Endpoint;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #usual: CallOptions;

  /** @param usual what holds for every call that does not say otherwise. */
  constructor(endpoint: Endpoint, usual: CallOptions = {}) {
    this.endpoint = endpoint;
    this.#usual = usual;
  }

  /**
   * Finds objects in encoded pictures (JPEG, PNG, WebP …); the answer keeps their order.
   * @param images one picture, or several; a failed one has `error` in its place of the answer.
   */
  predict(
    images: Uint8Array | readonly Uint8Array[],
    parameters: PredictParameters = {},
    options: CallOptions = {},
  ): Promise<PredictAnswer> {
    const query = new URLSearchParams(
      Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const payload =
      images instanceof Uint8Array
        ? { contentType: 'application/octet-stream', body: images }
        : multipartOf(images);
    const path = query === '' ? '/predict' : `/predict?${query}`;
    return this.#json<PredictAnswer>({ method: 'POST', path, ...payload }, options);
  }

  /** What is loaded. */
  model(options: CallOptions = {}): Promise<ModelAnswer> {
    return this.#json<ModelAnswer>({ method: 'GET', path: '/model' }, options);
  }

  /** Resolves when the process runs. */
  live(options: CallOptions = {}): Promise<LiveAnswer> {
    return this.#json<LiveAnswer>({ method: 'GET', path: '/health/live' }, options);
  }

  /** Resolves when predictions are possible; rejects with `starting` or `model_failed` until then. */
  ready(options: CallOptions = {}): Promise<ReadyAnswer> {
    return this.#json<ReadyAnswer>({ method: 'GET', path: '/health/ready' }, options);
  }

  /** Prometheus metrics as text. */
  async metrics(options: CallOptions = {}): Promise<string> {
    return (await this.#successful({ method: 'GET', path: '/metrics' }, options)).body.toString();
  }

  /** Closes the connections that are kept open between calls. */
  close(): void {
    this.#agent.destroy();
  }

  async #json<T>(outgoing: Outgoing, options: CallOptions): Promise<T> {
    const incoming = await this.#successful(outgoing, options);
    const body = parsed(incoming);
    if (typeof body !== 'object' || body === null) throw this.#notOfContract(outgoing, incoming);
    return body as T;
  }

  async #successful(outgoing: Outgoing, options: CallOptions): Promise<Incoming> {
    const said = { ...this.#usual, ...options };
    const incoming = await exchange(this.endpoint, this.#agent, outgoing, said);
    if (incoming.status >= 200 && incoming.status < 300) return incoming;
    const body = parsed(incoming) as Partial<ErrorAnswer> | undefined;
    if (typeof body?.error?.code !== 'string') throw this.#notOfContract(outgoing, incoming);
    const { status, retryAfter } = incoming;
    throw new ContractError(body.error.code, String(body.error.message), { status, retryAfter });
  }

  #notOfContract(outgoing: Outgoing, { status }: Incoming): ContractError {
    const message = `${describeEndpoint(this.endpoint)} is no YOLO server: ${outgoing.path} answered with status ${status} and a body of another kind.`;
    return new ContractError('bad_answer', message, { status });
  }
}

function parsed(incoming: Incoming): unknown {
  try {
    return JSON.parse(incoming.body.toString());
  } catch {
    return undefined;
  }
}
