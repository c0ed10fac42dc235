import { type Sentence, sentence } from '../../text/sentence.ts';
import { freeText, memoryText } from '../memoryText.ts';
import type { Attempt, Nearest } from './attempt.ts';
import { Room } from './room.ts';
import type { PlacementUnit } from './units.ts';
import { freedOf, heldBy } from './without.ts';

/** `3.20 GiB`; `≤ 3.20 GiB` where the card does not tell its use; `–` where not even its memory. */
export function roomText({ usedBytes }: PlacementUnit, freeBytes: number | undefined): string {
  if (freeBytes === undefined) return '–';
  return usedBytes === undefined ? `≤ ${freeText(freeBytes)}` : freeText(freeBytes);
}

/** Says what would fit. */
export function suggestion(near: Nearest, replicas: number): Sentence {
  switch (near.kind) {
    case 'elsewhere':
      return sentence(
        'It would fit on {0}, where {1} are free.',
        near.unit.label,
        roomText(near.unit, near.freeBytes),
      );
    case 'anywhere':
      return sentence(
        'It would fit if all {0} GPUs and slices here may be taken, as “Automatic” does.',
        near.count,
      );
    case 'vram': {
      const budget = memoryText(near.bytes, 'down');
      return near.anywhere === undefined
        ? sentence('It would fit with {0} for each replica.', budget)
        : sentence(
            'It would fit with {0} for each replica if all {1} GPUs and slices here may be taken.',
            budget,
            near.anywhere,
          );
    }
    case 'no-budget':
      return sentence(
        'Without a budget it would go to {0}, which does not tell its memory.',
        near.unit.label,
      );
    case 'replicas':
      return sentence('There is room for {0} of {1} replicas.', near.count, replicas);
    case 'without':
      return suggestEnding(near);
  }
}

function suggestEnding({ reservations, units }: Extract<Nearest, { kind: 'without' }>): Sentence {
  const where = units.map(({ label }) => label).join(', ');
  const bytes = reservations.reduce((sum, reservation) => sum + heldBy(reservation), 0);
  const holds = memoryText(bytes, 'down');
  const [only, ...others] = reservations;
  if (others.length > 0 || only === undefined) {
    return sentence(
      'It would fit without the {0} containers on {1}, which hold {2}.',
      reservations.length,
      where,
      holds,
    );
  }
  return sentence(
    'It would fit without {0} on {1}, which holds {2}.',
    only.name ?? only.containerId.slice(0, 12),
    where,
    holds,
  );
}

/** Says why nothing near would fit. */
export function nothingFits({ all, reservations }: Attempt): Sentence {
  const ending = reservations.filter(({ leaving }) => !leaving);
  const left = freedOf(all, ending);
  const room = new Room(
    left,
    reservations.filter(({ leaving }) => leaving),
  );
  let best: { readonly unit: PlacementUnit; readonly free: number } | undefined;
  for (const unit of left) {
    const free = room.free(unit) ?? 0;
    if (!best || free > best.free) best = { unit, free };
  }
  if (!best) return sentence('Nothing here would fit: there are {0} usable GPUs and slices.', 0);
  return ending.length === 0
    ? sentence(
        'Nothing here would fit: no deployment is there that could be stopped, and {0} has the most room, {1}.',
        best.unit.label,
        roomText(best.unit, best.free),
      )
    : sentence(
        'Nothing here would fit: even with every deployment stopped, {0} would have the most room, {1}.',
        best.unit.label,
        roomText(best.unit, best.free),
      );
}
