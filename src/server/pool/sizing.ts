/** How inference is spread over the machine's cores. */
export interface Sizing {
  /** Worker threads; each holds the network and carries one picture from bytes to detections. */
  readonly workers: number;
  /** Threads inside one inference. */
  readonly threads: number;
}

/** Most workers that are made unasked: each holds a copy of the weights. */
const MAX_WORKERS = 4;

/**
 * Chooses workers and threads for `cores` cores.
 *
 * A picture's life alternates between decoding, which uses one core, and the network, which can
 * use several. With two workers one picture is decoded while another is inferred, so no core
 * waits; every inference may use all cores, so a lone request is as fast as it can be. Idle threads
 * do not spin, so the two share the cores without fighting. More workers than two pay only where
 * there are many cores, as a network of this size stops scaling at about eight threads.
 */
export function chooseSizing(
  cores: number,
  wish: { readonly workers?: number | undefined; readonly threads?: number | undefined },
): Sizing {
  const workers = wish.workers ?? Math.min(MAX_WORKERS, Math.max(2, Math.floor(cores / 4)));
  const threads = wish.threads ?? Math.max(1, Math.min(8, cores));
  return { workers, threads };
}
