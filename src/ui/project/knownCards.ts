import * as vscode from 'vscode';
import type { GpuSampler } from '../../gpu/gpuSampler.ts';
import { placementUnits } from '../../gpu/placement/units.ts';
import type { Card } from '../../project/checkBudget.ts';
import { Disposables } from '../disposables.ts';
import { isProjectDocument } from './projectDocument.ts';

/** The cards of this machine, as problems of `yolo.json` need them; looked at when one is opened. */
export class KnownCards implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #gpus: GpuSampler;
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());

  /** Fires when the cards become known. */
  readonly onDidChange = this.#changed.event;

  constructor(gpus: GpuSampler) {
    this.#gpus = gpus;
    const look = (document: vscode.TextDocument): void => {
      if (gpus.state !== undefined || !isProjectDocument(document)) return;
      void gpus.sampleOnce().then(() => this.#changed.fire());
    };
    this.#parts.add(vscode.workspace.onDidOpenTextDocument(look));
  }

  /** Undefined before they were looked at, and where there is no driver. */
  list(): readonly Card[] | undefined {
    const { state } = this.#gpus;
    if (state === undefined || !state.ok) return undefined;
    const { devices } = state.snapshot;
    return placementUnits(devices).map(({ uuid, label, cardUuid, kind, totalBytes }) => {
      const device = devices.find((card) => card.uuid === cardUuid);
      return {
        uuid,
        name: kind === 'gpu' ? (device?.name ?? label) : label,
        ...(kind === 'gpu' && device && { index: device.index }),
        ...(totalBytes !== undefined && { totalBytes }),
      };
    });
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
