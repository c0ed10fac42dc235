import type { Readable } from 'node:stream';
import type { BuildEvent } from './buildEvents.ts';
import { TraceDecoder } from './buildKitTrace.ts';

/** One line of the stream that the engine answers a build with. */
interface Line {
  readonly id?: string;
  readonly aux?: unknown;
  readonly stream?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
}

/** How a build ended. */
export interface BuildOutcome {
  /** `sha256:…`, where the builder told. */
  readonly imageId: string | undefined;
  /** The builder's words on why it failed. */
  readonly error: string | undefined;
  /** The step that failed, and the end of its output. */
  readonly failed: { readonly name: string; readonly output: readonly string[] } | undefined;
}

/** Lines of output that are kept of each step. */
const KEPT_LINES = 40;

/** Reads a build's stream of either builder to its end, telling each event as it comes. */
export async function readBuild(
  stream: Readable,
  onEvent: (event: BuildEvent) => void,
): Promise<BuildOutcome> {
  const reader = new BuildReader(await TraceDecoder.load(), onEvent);
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) reader.line(line);
  }
  reader.line(rest);
  return reader.outcome();
}

class BuildReader {
  readonly #decoder: TraceDecoder;
  readonly #tell: (event: BuildEvent) => void;
  readonly #names = new Map<string, string>();
  readonly #states = new Map<string, string>();
  readonly #output = new Map<string, string[]>();
  #imageId: string | undefined;
  #error: string | undefined;
  #failed: string | undefined;
  /** The step of the classic builder that runs now. */
  #current = '';

  constructor(decoder: TraceDecoder, tell: (event: BuildEvent) => void) {
    this.#decoder = decoder;
    this.#tell = tell;
  }

  line(text: string): void {
    if (text.trim() === '') return;
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return;
    }
    if (line.error !== undefined) this.#error = line.error;
    if (line.id === 'moby.buildkit.trace' && typeof line.aux === 'string') this.#trace(line.aux);
    else if (line.aux !== undefined) this.#aux(line.aux);
    else if (line.stream !== undefined) this.#classic(line.stream);
    else if (line.status !== undefined) this.#pull(line);
  }

  outcome(): BuildOutcome {
    if (this.#error === undefined) {
      this.#finish();
      return { imageId: this.#imageId, error: undefined, failed: undefined };
    }
    const step = this.#failed ?? (this.#current === '' ? undefined : this.#current);
    if (this.#failed === undefined && step !== undefined) this.#step(step, 'failed');
    const failed =
      step === undefined
        ? undefined
        : { name: this.#names.get(step) ?? step, output: this.#output.get(step) ?? [] };
    return { imageId: undefined, error: this.#error, failed };
  }

  #aux(aux: unknown): void {
    const id = (aux as { ID?: unknown }).ID;
    if (typeof id === 'string') this.#imageId = id;
  }

  #trace(aux: string): void {
    const { vertexes, statuses, logs } = this.#decoder.decode(aux);
    for (const vertex of vertexes) {
      this.#names.set(vertex.digest, vertex.name);
      if (vertex.error !== '') {
        // When one fails, others are cancelled; those are not to blame.
        if (!/context canceled/.test(vertex.error)) this.#failed ??= vertex.digest;
        this.#step(vertex.digest, 'failed');
      } else if (vertex.completed) this.#step(vertex.digest, vertex.cached ? 'cached' : 'done');
      else if (vertex.started) this.#step(vertex.digest, 'running');
    }
    for (const { vertex, name, current, total } of statuses) {
      this.#tell({ kind: 'progress', step: vertex, name, current, total });
    }
    for (const { vertex, text } of logs) this.#say(vertex, text);
  }

  /** The classic builder writes text; its steps begin with "Step 2/7 : ". */
  #classic(text: string): void {
    const [, number, name] = /^Step (\d+\/\d+) : (.*)/s.exec(text) ?? [];
    if (number !== undefined && name !== undefined) {
      this.#finish();
      this.#current = number;
      this.#names.set(number, `[${number}] ${name.trim()}`);
      this.#step(number, 'running');
      return;
    }
    if (/^ ---> Using cache/.test(text)) this.#step(this.#current, 'cached');
    else if (!/^ ---> |^Removing intermediate container/.test(text)) this.#say(this.#current, text);
  }

  #pull({ id, status = '', progressDetail }: Line): void {
    const { current = 0, total = 0 } = progressDetail ?? {};
    const name = id === undefined ? status : `${id} ${status}`;
    this.#tell({ kind: 'progress', step: this.#current, name, current, total });
  }

  #finish(): void {
    if (this.#current !== '' && this.#states.get(this.#current) === 'running') {
      this.#step(this.#current, 'done');
    }
  }

  #step(id: string, state: 'running' | 'done' | 'cached' | 'failed'): void {
    if (this.#states.get(id) === state) return;
    this.#states.set(id, state);
    this.#tell({ kind: 'step', id, name: this.#names.get(id) ?? id, state });
  }

  #say(step: string, text: string): void {
    const kept = this.#output.get(step) ?? [];
    kept.push(...text.split(/\r?\n|\r/).filter((line) => line.trim() !== ''));
    this.#output.set(step, kept.slice(-KEPT_LINES));
    this.#tell({ kind: 'output', step, text });
  }
}
