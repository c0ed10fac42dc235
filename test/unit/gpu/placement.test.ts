import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GpuDevice, GpuProcess } from '../../../src/gpu/gpuSnapshot.ts';
import { evenly } from '../../../src/gpu/placement/evenly.ts';
import { type PlacementPlan, place } from '../../../src/gpu/placement/place.ts';
import type { PlacementRefusal } from '../../../src/gpu/placement/refusal.ts';
import type { PlacementPolicy, PlacementRequest } from '../../../src/gpu/placement/request.ts';
import { type Reservation, reservationsIn } from '../../../src/gpu/placement/reservations.ts';
import { inEnglish } from '../../../src/text/sentence.ts';
import { card, GIB, slicedCard } from './support/cards.ts';

const FOUR = [0, 1, 2, 3].map((index) => card(index, 24));

/** A request of GiB. */
function want(gib: number, fields: Partial<PlacementRequest> = {}): PlacementRequest {
  return { vram: { bytes: gib * GIB }, replicas: 1, policy: { kind: 'auto' }, ...fields };
}

const policy = (kind: 'spread' | 'pack' | 'auto'): { policy: PlacementPolicy } => ({
  policy: { kind },
});
const pinned = (...uuids: string[]): { policy: PlacementPolicy } => ({
  policy: { kind: 'pinned', uuids },
});
const held = (uuid: string, gib: number, used?: number): Reservation => ({
  containerId: `${uuid}-${gib}`,
  uuid,
  budgetBytes: gib * GIB,
  ...(used === undefined ? {} : { usedBytes: used * GIB }),
});

function planned(plan: PlacementPlan | PlacementRefusal): string[] {
  assert.ok(plan.ok, plan.ok ? '' : inEnglish(plan.what));
  return plan.replicas.map(({ unit }) => unit.uuid);
}

function refused(plan: PlacementPlan | PlacementRefusal): PlacementRefusal {
  assert.ok(!plan.ok, 'it was placed');
  return plan;
}

const said = ({ what, suggestions }: PlacementRefusal): string[] =>
  [what, ...suggestions].map(inEnglish);

describe('placement', () => {
  it('gives four replicas a card each', () => {
    for (const kind of ['spread', 'auto'] as const) {
      const request = want(4, { replicas: 4, ...policy(kind) });
      assert.deepEqual(planned(place(FOUR, [], request)), ['GPU-0', 'GPU-1', 'GPU-2', 'GPU-3']);
    }
  });

  it('gives more replicas than cards to the cards in turn, as long as memory lasts', () => {
    const cards = FOUR.slice(0, 2);
    const request = want(8, { replicas: 5, ...policy('spread') });
    assert.deepEqual(planned(place(cards, [], request)), [
      'GPU-0',
      'GPU-1',
      'GPU-0',
      'GPU-1',
      'GPU-0',
    ]);
    assert.equal(refused(place(cards, [], { ...request, replicas: 7 })).placed, 6);
  });

  it('packs cards full one after the other', () => {
    const request = want(10, { replicas: 3, ...policy('pack') });
    assert.deepEqual(planned(place(FOUR, [], request)), ['GPU-0', 'GPU-0', 'GPU-1']);
  });

  it('spreads over the cards with the fewest containers', () => {
    const request = want(4, { ...policy('spread') });
    assert.deepEqual(planned(place(FOUR, [held('GPU-0', 1), held('GPU-1', 1)], request)), [
      'GPU-2',
    ]);
  });

  it('takes by itself the card with the most free memory', () => {
    const cards = [card(0, 24), card(1, 80, { memoryUsedBytes: 30 * GIB }), card(2, 48)];
    assert.deepEqual(planned(place(cards, [], want(4))), ['GPU-1']);
    assert.deepEqual(planned(place(cards, [held('GPU-1', 40)], want(4))), ['GPU-2']);
  });

  it('takes by itself the smallest slice that is large enough', () => {
    const cards = [slicedCard(0, [71, 18, 35]), card(1, 80)];
    assert.deepEqual(planned(place(cards, [], want(16))), ['MIG-0-1']);
    assert.deepEqual(planned(place(cards, [], want(30))), ['MIG-0-2']);
    assert.deepEqual(planned(place(cards, [], want(75))), ['GPU-1']);
    assert.deepEqual(planned(place(cards, [], want(16, { parts: 'gpu' }))), ['GPU-1']);
    assert.equal(refused(place(cards, [], want(75, { parts: 'mig' }))).placed, 0);
  });

  it('does not take a card under MIG as a whole, nor a lost one', () => {
    const cards = [slicedCard(0, [10]), card(1, 24, { lost: true })];
    const { what } = refused(place(cards, [], want(4, { parts: 'gpu' })));
    assert.match(inEnglish(what), /0 of 1 usable/);
  });

  it('stays on what it is pinned to; a card under MIG stands for its slices', () => {
    assert.deepEqual(planned(place(FOUR, [], want(4, pinned('GPU-2')))), ['GPU-2']);
    const sliced = [slicedCard(0, [10, 10])];
    const request = want(8, { replicas: 2, ...pinned('GPU-0') });
    assert.deepEqual(planned(place(sliced, [], request)), ['MIG-0-0', 'MIG-0-1']);
    assert.match(
      inEnglish(refused(place(FOUR, [], want(4, pinned('GPU-9')))).what),
      /GPU-9 .* 4 usable/,
    );
  });

  it('counts the larger of budget and use, and what others use', () => {
    const used = (gib: number): GpuDevice[] => [card(0, 24, { memoryUsedBytes: gib * GIB })];
    const free = (devices: GpuDevice[], reservations: Reservation[]): number => {
      const [shortage] = refused(place(devices, reservations, want(100))).shortages;
      return (shortage?.freeBytes ?? Number.NaN) / GIB;
    };
    assert.equal(free(used(0), [held('GPU-0', 10, 0)]), 14);
    assert.equal(free(used(12), [held('GPU-0', 10, 12)]), 12);
    assert.equal(free(used(5), [held('GPU-0', 10, 2)]), 11);
    // Where the driver does not tell who uses what, the larger of all budgets and all use counts.
    assert.equal(free(used(5), [held('GPU-0', 10)]), 14);
    assert.equal(free(used(15), [held('GPU-0', 10)]), 9);
    assert.equal(free(used(0), [held('GPU-1', 10, 0)]), 24);
  });

  it('leaves the driver its reserve', () => {
    const cards = [card(0, 24, { memoryReservedBytes: GIB })];
    assert.equal(refused(place(cards, [], want(24))).shortages[0]?.missingBytes, GIB);
    assert.deepEqual(planned(place(cards, [], want(23))), ['GPU-0']);
  });

  it('counts the memory of compute instances in one GPU instance once', () => {
    const sliced = slicedCard(0, [20, 20]);
    const shared = sliced.migInstances.map((slice) => ({ ...slice, gpuInstanceId: 7 }));
    const cards = [{ ...sliced, migInstances: shared }];
    assert.equal(planned(place(cards, [], want(10, { replicas: 2 }))).length, 2);
    assert.equal(refused(place(cards, [], want(10, { replicas: 3 }))).placed, 2);
  });

  it('takes a share of what the card has', () => {
    const plan = place([card(0, 24), card(1, 80)], [], {
      vram: { share: 0.4 },
      replicas: 2,
      policy: { kind: 'spread' },
    });
    assert.ok(plan.ok);
    assert.deepEqual(
      plan.replicas.map(({ vramBytes }) => vramBytes / 2 ** 20),
      [Math.floor(24 * 1024 * 0.4), 80 * 1024 * 0.4],
    );
  });

  it('without a budget goes wherever there is a card', () => {
    const full = [card(0, 24, { memoryUsedBytes: 24 * GIB }), card(1, 24)];
    assert.deepEqual(planned(place(full, [], { replicas: 1, policy: { kind: 'auto' } })), [
      'GPU-1',
    ]);
    const { memoryTotalBytes: _, ...silent } = card(0, 24);
    assert.deepEqual(planned(place([silent], [], { replicas: 1, policy: { kind: 'auto' } })), [
      'GPU-0',
    ]);
  });

  it('says in numbers what is missing where, and what would fit', () => {
    const cards = [
      card(0, 24, { memoryUsedBytes: 20.5 * GIB }),
      card(1, 24, { memoryUsedBytes: 14 * GIB }),
    ];
    assert.deepEqual(said(refused(place(cards, [], want(12)))), [
      'No room for 1 × 12.00 GiB: free are GPU 0: 3.50 GiB, GPU 1: 10.00 GiB; at least 2.00 GiB are missing.',
      'It would fit with 10.00 GiB for each replica.',
    ]);
    assert.deepEqual(said(refused(place(cards, [], want(8, pinned('GPU-0'))))), [
      'No room for 1 × 8.00 GiB: free are GPU 0: 3.50 GiB; at least 4.50 GiB are missing.',
      'It would fit on GPU 1, where 10.00 GiB are free.',
      'It would fit with 3.50 GiB for each replica.',
    ]);
    assert.deepEqual(said(refused(place(cards, [], want(6, { replicas: 2 })))), [
      'No room for 2 × 6.00 GiB: free are GPU 0: 3.50 GiB, GPU 1: 10.00 GiB.',
      'It would fit with 5.00 GiB for each replica.',
      'There is room for 1 of 2 replicas.',
    ]);
  });

  it('names the smallest container that is in the way', () => {
    const cards = [card(0, 24, { memoryUsedBytes: 20 * GIB }), card(1, 24)];
    const named = (uuid: string, gib: number, used: number, name: string): Reservation => ({
      ...held(uuid, gib, used),
      name,
    });
    const reservations = [
      named('GPU-0', 12, 11, 'large'),
      named('GPU-0', 8, 9, 'small'),
      named('GPU-1', 24, 0, 'all'),
    ];
    assert.deepEqual(said(refused(place(cards, reservations, want(8)))), [
      'No room for 1 × 8.00 GiB: free are GPU 0: 3.00 GiB, GPU 1: 0 MiB; at least 5.00 GiB are missing.',
      'It would fit with 3.00 GiB for each replica.',
      'It would fit without small on GPU 0, which holds 9.00 GiB.',
    ]);
    const full = [named('GPU-0', 24, 0, 'all')];
    assert.deepEqual(said(refused(place([card(0, 24)], full, want(8)))).slice(1), [
      'It would fit without all on GPU 0, which holds 24.00 GiB.',
    ]);
  });

  it('says so where no card tells its memory', () => {
    const { memoryTotalBytes: _, ...silent } = card(0, 24);
    assert.match(
      inEnglish(refused(place([silent], [], want(4))).what),
      /1 × 4.00 GiB .* tells its memory/,
    );
    assert.match(inEnglish(refused(place([], [], want(4))).what), /0 of 0/);
  });

  it('gives out more than there is only when told to, and says how much', () => {
    const cards = [
      card(0, 24, { memoryUsedBytes: 22 * GIB }),
      card(1, 24, { memoryUsedBytes: 20 * GIB }),
    ];
    const plan = place(cards, [], want(8, { overcommit: true }));
    assert.deepEqual(planned(plan), ['GPU-1']);
    assert.ok(plan.ok && plan.overcommitted);
    assert.equal(plan.replicas[0]?.overcommitBytes, 4 * GIB);
    const fitting = place(cards, [], want(3, { overcommit: true }));
    assert.ok(fitting.ok && !fitting.overcommitted);
    // What no card has at all, nobody can choose.
    assert.ok(!place(cards, [], want(25, { overcommit: true })).ok);
  });

  it('gives out too much where the least is missing, not on the smallest slice', () => {
    const slices = [20, 40].map((gib, at) => ({
      ...slicedCard(0, [gib]).migInstances[0],
      uuid: `MIG-0-${at}`,
      name: `g.${gib}gb`,
      gpuInstanceId: at,
      memoryUsedBytes: (gib - at * 8 - 1) * GIB,
      processes: [],
    }));
    const cards = [{ ...slicedCard(0, []), migInstances: slices }];
    const over = (used: number, replicas = 1): PlacementPlan | PlacementRefusal => {
      const whole = card(1, 24, { memoryUsedBytes: used * GIB });
      return place([...cards, whole], [], want(12, { overcommit: true, replicas }));
    };
    assert.deepEqual(planned(over(20)), ['MIG-0-1']);
    assert.deepEqual(planned(over(14)), ['GPU-1']);
    // Each takes from what the one before has left.
    assert.deepEqual(planned(over(14, 3)), ['GPU-1', 'MIG-0-1', 'MIG-0-0']);
  });

  it('goes where use is not told only if no other has room, and says so', () => {
    const { memoryUsedBytes: _, ...silent } = card(0, 80);
    const cards = [silent, card(1, 24)];
    for (const kind of ['auto', 'spread'] as const)
      assert.deepEqual(planned(place(cards, [], want(4, policy(kind)))), ['GPU-1']);
    const alone = place(cards, [held('GPU-0', 30)], want(40));
    assert.deepEqual(planned(alone), ['GPU-0']);
    assert.equal(alone.ok && alone.replicas[0]?.unit.usedBytes, undefined);
    assert.deepEqual(said(refused(place(cards, [held('GPU-0', 30)], want(60)))), [
      'No room for 1 × 60.00 GiB: free are GPU 0: ≤ 50.00 GiB, GPU 1: 24.00 GiB; at least 10.00 GiB are missing.',
      'It would fit with 50.00 GiB for each replica.',
      'It would fit without GPU-0-30 on GPU 0, which holds 30.00 GiB.',
    ]);
  });

  it('would rather suggest a card that tells its use', () => {
    const { memoryUsedBytes: _, ...silent } = card(1, 80);
    for (const cards of [
      [card(0, 4), silent, card(2, 24)],
      [card(0, 4), card(1, 24), { ...silent, index: 2, uuid: 'GPU-2' }],
    ]) {
      const [, near] = said(refused(place(cards, [], want(8, pinned('GPU-0')))));
      assert.match(near ?? '', /where 24\.00 GiB are free/);
    }
  });

  it('always says what would fit, or that nothing would and why', () => {
    const full = (index: number): GpuDevice => card(index, 24, { memoryUsedBytes: 24 * GIB });
    const nearest = (plan: PlacementPlan | PlacementRefusal): string[] =>
      said(refused(plan)).slice(1);
    assert.deepEqual(nearest(place([], [], want(4))), [
      'Nothing here would fit: there are 0 usable GPUs and slices.',
    ]);
    assert.deepEqual(nearest(place([full(0)], [], want(4))), [
      'Nothing here would fit: no deployment is there that could be stopped, and GPU 0 has the most room, 0 MiB.',
    ]);
    assert.deepEqual(nearest(place([full(0)], [held('GPU-0', 4, 3)], want(4))), [
      'Nothing here would fit: even with every deployment stopped, GPU 0 would have the most room, 3.00 GiB.',
    ]);
    assert.deepEqual(
      nearest(place([full(0)], [held('GPU-0', 4, 3), held('GPU-0', 2, 2)], want(5))),
      ['It would fit without the 2 containers on GPU 0, which hold 6.00 GiB.'],
    );
    const { memoryTotalBytes: _, ...silent } = card(0, 24);
    assert.deepEqual(nearest(place([silent], [], want(4))), [
      'Without a budget it would go to GPU 0, which does not tell its memory.',
    ]);
    const two = [full(0), card(1, 24), card(2, 24)];
    assert.deepEqual(nearest(place(two, [], want(16, { replicas: 2, ...pinned('GPU-0') }))), [
      'It would fit if all 3 GPUs and slices here may be taken, as “Automatic” does.',
    ]);
    assert.deepEqual(nearest(place(two, [], want(30, pinned('GPU-9')))), [
      'It would fit with 24.00 GiB for each replica if all 3 GPUs and slices here may be taken.',
    ]);
  });

  it('refuses requests that make no sense', () => {
    for (const fields of [
      { replicas: 0 },
      { replicas: 1.5 },
      { vram: { share: 1.1 } },
      { vram: { bytes: -1 } },
      { vram: { bytes: Number.NaN } },
    ]) {
      assert.throws(() => place(FOUR, [], want(1, fields)), RangeError);
    }
  });
});

describe('reservations', () => {
  it('hold what their containers use on their card', () => {
    const processes = [
      { pid: 1, containerId: 'a', vramBytes: 5 },
      { pid: 2, containerId: 'b' },
    ];
    const devices = [card(0, 24, { processes }), card(1, 24, { processesHidden: true })];
    const snapshot = { time: 0, source: 'nvml', simulated: true, devices } as const;
    const budget = (containerId: string, uuid: string) => ({ containerId, uuid, budgetBytes: 9 });
    const budgets = [
      budget('a', 'GPU-0'),
      budget('b', 'GPU-0'),
      budget('c', 'GPU-0'),
      budget('a', 'GPU-1'),
      budget('a', 'GPU-9'),
    ];
    assert.deepEqual(
      reservationsIn(snapshot, budgets).map(({ usedBytes }) => usedBytes),
      [5, undefined, 0, undefined, undefined],
    );
  });

  it('use nothing only where every process is somebody’s, so that no use counts twice', () => {
    const used = { memoryUsedBytes: 8 * GIB };
    const budgets = [{ containerId: 'a', uuid: 'GPU-0', budgetBytes: 10 * GIB }];
    const reserved = (process: GpuProcess) => {
      const devices = [card(0, 24, { ...used, processes: [process] })];
      const snapshot = { time: 0, source: 'nvidia-smi', simulated: true, devices } as const;
      return { devices, reservations: reservationsIn(snapshot, budgets) };
    };
    const vramBytes = 8 * GIB;
    const elsewhere = reserved({ pid: 1, cgroupIds: [], vramBytes });
    assert.equal(elsewhere.reservations[0]?.usedBytes, 0);
    const { devices, reservations } = reserved({ pid: 1, vramBytes });
    assert.equal(reservations[0]?.usedBytes, undefined);
    assert.ok(place(devices, reservations, want(14)).ok, '24 less the budget that holds the use');
    assert.ok(!place(elsewhere.devices, elsewhere.reservations, want(14)).ok);
  });

  it('counts what a container uses that ends first as free then', () => {
    const busy = [card(0, 24, { memoryUsedBytes: 18 * GIB })];
    const old = held('GPU-0', 18, 18);
    refused(place(busy, [old], want(20)));
    assert.deepEqual(planned(place(busy, [{ ...old, leaving: true }], want(20))), ['GPU-0']);
    // What others use is still there.
    refused(place(busy, [{ ...old, usedBytes: 10 * GIB, leaving: true }], want(20)));
  });

  it('takes the whole of a card for what can be had of it', () => {
    const reserved = [card(0, 24, { memoryReservedBytes: GIB })];
    const plan = place(reserved, [], want(0, { vram: { share: 1 } }));
    assert.ok(plan.ok);
    assert.equal(plan.replicas[0]?.vramBytes, 23 * GIB);
  });

  it('gives replicas on cards of different size the same budget', () => {
    const cards = [card(0, 24), card(1, 80)];
    const request = want(0, { vram: { share: 0.5 }, replicas: 2, ...policy('spread') });
    const plan = place(cards, [], request);
    assert.ok(plan.ok);
    const budgets = ({ replicas }: PlacementPlan) =>
      replicas.map(({ vramBytes }) => vramBytes / GIB);
    assert.deepEqual(budgets(plan).toSorted(), [12, 40]);
    assert.deepEqual(budgets(evenly(plan)), [12, 12]);
  });
});
