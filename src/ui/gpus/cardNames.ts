import * as vscode from 'vscode';
import type { GpuSampler } from '../../gpu/gpuSampler.ts';
import type { GpuState } from '../../gpu/gpuSnapshot.ts';
import { cardName } from '../../gpu/placement/units.ts';
import { Disposables } from '../disposables.ts';

/** Name of a card or slice by its UUID; undefined while it is not known. */
export type NameOfCard = (uuid: string) => string | undefined;

/**
 * What people call the cards that containers hold by UUID, such as `GPU 0` or `GPU 0 · 1g.18gb #3`: as of
 * the last look at the hardware, whoever caused it.
 */
export class CardNames implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #gpus: GpuSampler;
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  #names: ReadonlyMap<string, string> = new Map();

  /** Fires when cards are called otherwise, or are no longer known. */
  readonly onDidChange = this.#changed.event;

  constructor(gpus: GpuSampler) {
    this.#gpus = gpus;
    this.#parts.add({ dispose: gpus.observe((state) => this.#learn(state)) });
  }

  readonly nameOf: NameOfCard = (uuid) => this.#names.get(uuid);

  /** Somebody reads names now: looks once, where nobody has looked yet. */
  ask(): void {
    if (this.#gpus.state === undefined) void this.#gpus.sampleOnce();
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #learn(state: GpuState): void {
    const names = namesIn(state);
    const same =
      names.size === this.#names.size &&
      [...names].every(([uuid, name]) => this.#names.get(uuid) === name);
    if (same) return;
    this.#names = names;
    this.#changed.fire();
  }
}

function namesIn(state: GpuState): Map<string, string> {
  const devices = state.ok ? state.snapshot.devices : [];
  return new Map(
    devices.flatMap((device): [string, string][] => [
      [device.uuid, cardName(device)],
      ...device.migInstances.map((slice): [string, string] => [
        slice.uuid,
        cardName(device, slice),
      ]),
    ]),
  );
}
