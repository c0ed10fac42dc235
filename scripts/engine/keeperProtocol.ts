/** A second way to an engine: TCP with TLS, which only clients with a certificate may use. */
export interface EngineTls {
  readonly host: string;
  readonly port: number;
  /** Files of the engine: its authority's certificate, its own, and its key. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** What a keeper is to keep, as JSON on its command line. */
export interface KeeperTask {
  readonly slot: number;
  /** Whether the engine believes that NVIDIA's container toolkit is there. */
  readonly gpuHook: boolean;
  /** Size in MiB of a disk of the engine's own, which is gone afterwards. */
  readonly diskMiB?: number;
  readonly tls?: EngineTls;
}

/**
 * What its parent asks, a line each; it answers each with one. `stop` and `kill` make the engine go
 * away, the latter without a chance to tidy up; `start` brings it back; the end of the input ends
 * everything.
 */
export type KeeperRequest = 'start' | 'stop' | 'kill';

/** What a keeper says, a line of JSON each. */
export type KeeperAnswer = { readonly done: true } | { readonly failed: string };

/** Exit code of a keeper whose slot another one holds. */
export const SLOT_TAKEN = 75;
