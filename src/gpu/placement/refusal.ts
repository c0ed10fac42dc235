import { type Sentence, sentence } from '../../text/sentence.ts';
import { memoryText } from '../memoryText.ts';
import type { Attempt, Nearest } from './attempt.ts';
import { nearestTo } from './nearest.ts';
import { neededOn, type PlacementRequest } from './request.ts';
import { Room } from './room.ts';
import { nothingFits, roomText, suggestion } from './suggestion.ts';
import type { PlacementUnit } from './units.ts';

/** What one unit lacks for one replica. */
export interface Shortage {
  readonly unit: PlacementUnit;
  /** Undefined if the card does not tell its memory. */
  readonly freeBytes?: number;
  readonly missingBytes?: number;
}

/** Why a request does not fit. */
export interface PlacementRefusal {
  readonly ok: false;
  /** Replicas for which there is room. */
  readonly placed: number;
  /** What each allowed unit lacks, in the cards' order. */
  readonly shortages: readonly Shortage[];
  /** The nearest first; empty when nothing near would fit. */
  readonly nearest: readonly Nearest[];
  /** What is missing where, in numbers. */
  readonly what: Sentence;
  /** What would fit, a sentence for each of `nearest`; why nothing would where that is empty. */
  readonly suggestions: readonly Sentence[];
}

/** Says in numbers what is missing where, and what would fit. */
export function refusal(attempt: Attempt): PlacementRefusal {
  const { all, units, reservations, request, placed } = attempt;
  const room = new Room(all, reservations);
  const shortages = units.map((unit) => shortageOf(unit, room, request));
  const nearest = nearestTo(attempt, room);
  return {
    ok: false,
    placed,
    shortages,
    nearest,
    what: units.length === 0 ? noUnit(all, request) : notEnough(shortages, request),
    suggestions:
      nearest.length === 0
        ? [nothingFits(attempt)]
        : nearest.map((near) => suggestion(near, request.replicas)),
  };
}

function shortageOf(unit: PlacementUnit, room: Room, { vram }: PlacementRequest): Shortage {
  const [needed, freeBytes] = [neededOn(unit, vram), room.free(unit)];
  if (needed === undefined || freeBytes === undefined) return { unit };
  return { unit, freeBytes, missingBytes: Math.max(0, needed - freeBytes) };
}

function noUnit(all: readonly PlacementUnit[], { policy }: PlacementRequest): Sentence {
  if (policy.kind === 'pinned') {
    const wanted = policy.uuids.join(', ');
    return sentence('{0} is not among the {1} usable GPUs and slices.', wanted, all.length);
  }
  return sentence(
    '0 of {0} usable GPUs and slices are of the kind that was asked for.',
    all.length,
  );
}

/** `GPU 0: 3.20 GiB` … */
function notEnough(shortages: readonly Shortage[], { replicas, vram }: PlacementRequest): Sentence {
  const free = shortages
    .map(({ unit, freeBytes }) => `${unit.label}: ${roomText(unit, freeBytes)}`)
    .join(', ');
  const least = Math.min(...shortages.map(({ missingBytes }) => missingBytes ?? Infinity));
  const asked = vram && 'share' in vram ? `${Math.round(vram.share * 100)} %` : askedText(vram);
  if (least === Infinity) {
    return sentence(
      '{0} × {1} was asked for, but no GPU tells its memory ({2}).',
      replicas,
      asked,
      free,
    );
  }
  if (least > 0) {
    const missing = memoryText(least, 'up');
    return sentence(
      'No room for {0} × {1}: free are {2}; at least {3} are missing.',
      replicas,
      asked,
      free,
      missing,
    );
  }
  return sentence('No room for {0} × {1}: free are {2}.', replicas, asked, free);
}

function askedText(vram: { readonly bytes: number } | undefined): string {
  return memoryText(vram?.bytes ?? 0, 'up');
}
