import * as vscode from 'vscode';
import type { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { GpuDevice } from '../../gpu/gpuSnapshot.ts';
import { placementUnits } from '../../gpu/placement/units.ts';
import type { Card } from '../../project/checkBudget.ts';
import { Disposables } from '../disposables.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import { isProjectDocument } from './projectDocument.ts';

/**
 * The cards of this machine, as problems of `yolo.json` need them; looked at when one is opened. They
 * say nothing where the engine is on another machine.
 */
export class KnownCards implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #gpus: GpuSampler;
  readonly #engine: CurrentEngine;
  #elsewhere = false;
  #told = '';
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());

  /** Fires when the cards become known, or others. */
  readonly onDidChange = this.#changed.event;

  constructor(gpus: GpuSampler, engine: CurrentEngine) {
    this.#gpus = gpus;
    this.#engine = engine;
    const look = (document: vscode.TextDocument): void => {
      if (isProjectDocument(document)) void this.#look();
    };
    this.#parts.add(vscode.workspace.onDidOpenTextDocument(look));
    // Whoever looks at them may find them changed, as by another layout of slices.
    this.#parts.add({ dispose: gpus.observe(() => this.#tell()) });
    // Those of a window that was closed with them are open before anybody can listen.
    vscode.workspace.textDocuments.forEach(look);
  }

  /** Undefined before they were looked at, and where there is no driver. */
  list(): readonly Card[] | undefined {
    const { state } = this.#gpus;
    if (this.#elsewhere || state === undefined || !state.ok) return undefined;
    const { devices } = state.snapshot;
    return placementUnits(devices).map(({ uuid, label, cardUuid, kind, totalBytes }) => {
      const device = devices.find((card) => card.uuid === cardUuid);
      return {
        uuid,
        name: kind === 'gpu' ? (device?.name ?? label) : label,
        ...(device && (kind === 'gpu' ? { index: device.index } : { sliceOf: named(device) })),
        ...(totalBytes !== undefined && { totalBytes }),
      };
    });
  }

  async #look(): Promise<void> {
    const { remote } = await this.#engine.get().catch(() => ({ remote: false }));
    const moved = remote !== this.#elsewhere;
    this.#elsewhere = remote;
    if (!remote && this.#gpus.state === undefined) await this.#gpus.sampleOnce();
    else if (moved) this.#tell();
  }

  #tell(): void {
    const now = JSON.stringify(this.list() ?? null);
    if (now === this.#told) return;
    this.#told = now;
    this.#changed.fire();
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

function named({ index, uuid }: GpuDevice): { index: number; uuid: string } {
  return { index, uuid };
}
