import type { Root, Type } from 'protobufjs';

/** A step of a build as BuildKit reports it. */
export interface TraceVertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  readonly started: boolean;
  readonly completed: boolean;
  readonly error: string;
}

/** What one trace message says. */
export interface Trace {
  readonly vertexes: readonly TraceVertex[];
  /** Progress within a step, such as bytes of a download. */
  readonly statuses: readonly {
    readonly vertex: string;
    readonly name: string;
    readonly current: number;
    readonly total: number;
  }[];
  readonly logs: readonly { readonly vertex: string; readonly text: string }[];
}

/**
 * The fields of `moby.buildkit.v1.StatusResponse` that are shown, numbered as in BuildKit's
 * `api/services/control/control.proto`; others are skipped by the decoder.
 */
const SCHEMA = {
  nested: {
    Time: { fields: { seconds: { type: 'int64', id: 1 } } },
    Vertex: {
      fields: {
        digest: { type: 'string', id: 1 },
        name: { type: 'string', id: 3 },
        cached: { type: 'bool', id: 4 },
        started: { type: 'Time', id: 5 },
        completed: { type: 'Time', id: 6 },
        error: { type: 'string', id: 7 },
      },
    },
    Status: {
      fields: {
        id: { type: 'string', id: 1 },
        vertex: { type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        current: { type: 'int64', id: 4 },
        total: { type: 'int64', id: 5 },
      },
    },
    Log: {
      fields: {
        vertex: { type: 'string', id: 1 },
        msg: { type: 'bytes', id: 4 },
      },
    },
    Trace: {
      fields: {
        vertexes: { rule: 'repeated', type: 'Vertex', id: 1 },
        statuses: { rule: 'repeated', type: 'Status', id: 2 },
        logs: { rule: 'repeated', type: 'Log', id: 3 },
      },
    },
  },
} as const;

/** Decodes the trace messages of one build. */
export class TraceDecoder {
  readonly #type: Type;

  private constructor(root: Root) {
    this.#type = root.lookupType('Trace');
  }

  static async load(): Promise<TraceDecoder> {
    const { default: protobuf } = await import('protobufjs');
    return new TraceDecoder(protobuf.Root.fromJSON(SCHEMA));
  }

  /** @param aux the message's `aux`: base64 of a status response. */
  decode(aux: string): Trace {
    const message = this.#type.decode(Buffer.from(aux, 'base64'));
    const plain = this.#type.toObject(message, { longs: Number, bytes: Buffer, arrays: true });
    const { vertexes, statuses, logs } = plain as {
      vertexes: Record<string, unknown>[];
      statuses: Record<string, unknown>[];
      logs: { vertex?: string; msg?: Uint8Array }[];
    };
    return {
      vertexes: vertexes.map((vertex) => ({
        digest: String(vertex['digest'] ?? ''),
        name: String(vertex['name'] ?? ''),
        cached: vertex['cached'] === true,
        started: vertex['started'] != null,
        completed: vertex['completed'] != null,
        error: String(vertex['error'] ?? ''),
      })),
      statuses: statuses.map((status) => ({
        vertex: String(status['vertex'] ?? ''),
        name: String(status['name'] ?? status['id'] ?? ''),
        current: Number(status['current'] ?? 0),
        total: Number(status['total'] ?? 0),
      })),
      logs: logs.map(({ vertex, msg }) => ({
        vertex: vertex ?? '',
        text: Buffer.from(msg ?? []).toString('utf8'),
      })),
    };
  }
}
