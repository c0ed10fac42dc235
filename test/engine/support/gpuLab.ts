import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import Docker from 'dockerode';
import { startEngine, type TestEngine } from '../../../scripts/engine/engineHost.ts';
import { EngineContainers } from '../../../src/deployment/engineContainers.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { AttributedSource } from '../../../src/gpu/attributedSource.ts';
import { usageOf } from '../../../src/gpu/attribution/usageRows.ts';
import type { GpuState } from '../../../src/gpu/gpuSnapshot.ts';
import { LocalGpuSource } from '../../../src/gpu/localGpuSource.ts';
import { type GpuHost, startGpuHost } from '../../gpu-host/gpuHost.ts';
import { HOLD_IMAGE, importHoldImage } from './smallProcesses.ts';

/** The thread that speaks to the driver, as it is in the sources. */
const WORKER = new URL('../../../src/gpu/nvml/nvmlWorker.ts', import.meta.url);

/** Milliseconds in which what has happened must show. */
const PATIENCE_MS = 15_000;

/** A container that only stays, and its processes on this machine. */
export interface Held {
  readonly id: string;
  readonly name: string;
  readonly pids: readonly number[];
}

/** One row: container's name or kind, bytes, share of the multiprocessors. */
export type Row = readonly [
  who: string,
  vramBytes: number | undefined,
  smRatio: number | undefined,
];

/** A real engine and two simulated cards, looked at as the product does. */
export class GpuLab {
  readonly host: TestEngine;
  readonly gpus: GpuHost;
  readonly docker: Docker;
  readonly source: AttributedSource;

  private constructor(host: TestEngine, gpus: GpuHost) {
    this.host = host;
    this.gpus = gpus;
    this.docker = new Docker({ socketPath: host.socketPath });
    const engine = new Engine({ kind: 'socket', path: host.socketPath });
    const local = new LocalGpuSource({ worker: WORKER, libraries: [gpus.library], retryMs: 0 });
    this.source = new AttributedSource(local, new EngineContainers(async () => engine));
  }

  /** Starts both. */
  static async start(): Promise<GpuLab> {
    const host = await startEngine({ baseImages: false });
    const lab = new GpuLab(host, await startGpuHost('two-24gb'));
    await importHoldImage(lab.docker);
    return lab;
  }

  async stop(): Promise<void> {
    await this.source.rest();
    this.gpus.dispose();
    await this.host.stop();
  }

  /** Starts a container with so many processes. */
  async hold(name: string, processes = 1): Promise<Held> {
    const container = await this.docker.createContainer({
      name,
      Image: HOLD_IMAGE,
      Cmd: [String(processes)],
      // Nothing in it listens to a friendlier one.
      StopSignal: 'SIGKILL',
      HostConfig: { NetworkMode: 'none', LogConfig: { Type: 'none', Config: {} } },
    });
    await container.start();
    return { id: container.id, name, pids: await this.pidsOf(container.id, processes) };
  }

  /** Its processes once there are so many, the first one first. */
  async pidsOf(id: string, processes: number): Promise<number[]> {
    for (;;) {
      const { Processes } = (await this.docker.getContainer(id).top()) as { Processes: string[][] };
      if (Processes.length >= processes)
        return Processes.map(([, pid]) => Number(pid)).sort((a, b) => a - b);
    }
  }

  /** Ends and removes a container. */
  async end({ id }: Held): Promise<void> {
    await this.docker.getContainer(id).remove({ force: true });
  }

  /** Who uses each card now, or why nobody knows. */
  async rows(): Promise<Row[][] | string> {
    return rowsOf(await this.source.sample());
  }

  /** Looks until the rows are these, and fails with what they are instead when that takes too long. */
  async untilRows(expected: Row[][]): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    let rows = await this.rows();
    while (!isDeepStrictEqual(rows, expected) && Date.now() < end) {
      await delay(50);
      rows = await this.rows();
    }
    assert.deepEqual(rows, expected);
  }
}

/** The rows of each card, or the reason why there are none. */
export function rowsOf(state: GpuState): Row[][] | string {
  if (!state.ok) return state.unavailable.reason;
  return usageOf(state.snapshot).map(({ rows }) =>
    rows.map(
      ({ kind, containerName, vramBytes, smRatio }): Row => [
        containerName ?? kind,
        vramBytes,
        smRatio,
      ],
    ),
  );
}
