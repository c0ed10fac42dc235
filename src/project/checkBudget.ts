import { type Sentence, sentence } from '../text/sentence.ts';
import { type Member, member } from './checkObject.ts';
import { MOST_REPLICAS } from './checkValues.ts';
import type { Findings } from './findings.ts';
import { isGpuPolicy } from './gpuPolicy.ts';
import { vramBytes } from './vramBytes.ts';

/** A card, or a slice of one, as far as budgets need it. */
export interface Card {
  /** Number of the card on its host; undefined for a slice. */
  readonly index?: number;
  readonly uuid: string;
  readonly name: string;
  /** The card that a slice is of. */
  readonly sliceOf?: { readonly index: number; readonly uuid: string };
  /** Its memory in bytes; undefined where the driver does not tell. */
  readonly totalBytes?: number;
}

const GIB = 2 ** 30;

/** Notes a deployment on a card that does not exist, or with a budget that no card of its can hold. */
export function checkBudget(deployment: Member, cards: readonly Card[], findings: Findings): void {
  const gpu = member(deployment, 'gpu');
  const wanted: unknown = gpu?.node.value ?? 'auto';
  if (wanted === 'cpu' || cards.length === 0) return;
  const pinned = !isGpuPolicy(wanted);
  const eligible = pinned
    ? cards.filter(({ index, uuid }) => index === wanted || uuid === wanted)
    : cards;
  if (gpu !== undefined && eligible.length === 0) {
    const message = missingCard(wanted, cards);
    findings.add(gpu.node, gpu.path, { severity: 'warning', code: 'no-such-card', message });
    return;
  }
  checkMemory(deployment, eligible, pinned, findings);
}

function missingCard(wanted: unknown, cards: readonly Card[]): Sentence {
  const listed = (some: readonly Card[]): string =>
    some.map(({ index, uuid, name }) => `${index ?? uuid} (${name})`).join(', ');
  const slices = cards.filter(
    ({ sliceOf }) => sliceOf && (sliceOf.index === wanted || sliceOf.uuid === wanted),
  );
  return slices.length > 0
    ? sentence(
        'This GPU is divided into MIG slices and cannot be had as a whole; name one of them: {0}.',
        listed(slices),
      )
    : sentence('This host has no such GPU; it has {0}.', listed(cards));
}

function checkMemory(
  deployment: Member,
  eligible: readonly Card[],
  pinned: boolean,
  findings: Findings,
): void {
  const vram = member(deployment, 'vram');
  if (typeof vram?.node.value !== 'string') return;
  const known = eligible.flatMap(({ name, totalBytes }) =>
    totalBytes === undefined ? [] : [{ name, totalBytes }],
  );
  // A card that does not tell its memory may be the one that is large enough.
  if (known.length < eligible.length) return;
  const largest = known.reduce((a, b) => (b.totalBytes > a.totalBytes ? b : a));
  const each = vramBytes(vram.node.value, largest.totalBytes);
  if (each === undefined) return;
  // Only replicas of a deployment that is bound to one card all share it for certain.
  const count: unknown = member(deployment, 'replicas')?.node.value;
  const sharing = pinned && isCount(count) ? count : 1;
  if (each * sharing <= largest.totalBytes) return;
  const has = gibibytes(largest.totalBytes);
  const one = sentence(
    'This is more than {0} has ({1}); lower the budget, or choose a larger card.',
    largest.name,
    has,
  );
  const all = sentence(
    '{0} replicas with this budget need {1}, and {2} has {3}; lower the budget or the number, or choose "auto".',
    sharing,
    gibibytes(each * sharing),
    largest.name,
    has,
  );
  const message = sharing > 1 ? all : one;
  findings.add(vram.node, vram.path, { code: 'budget-exceeds-card', message });
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_REPLICAS;
}

function gibibytes(bytes: number): string {
  return `${Number((bytes / GIB).toFixed(1))} GiB`;
}
