import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GpuDevice } from '../../../src/gpu/gpuSnapshot.ts';
import type { Nearest } from '../../../src/gpu/placement/attempt.ts';
import { place } from '../../../src/gpu/placement/place.ts';
import {
  allowedUnits,
  neededOn,
  type PlacementRequest,
} from '../../../src/gpu/placement/request.ts';
import { type Reservation, takenIn } from '../../../src/gpu/placement/reservations.ts';
import { Room } from '../../../src/gpu/placement/room.ts';
import { type PlacementUnit, placementUnits } from '../../../src/gpu/placement/units.ts';
import { inEnglish } from '../../../src/text/sentence.ts';
import { seeded } from '../../support/random.ts';
import { card, GIB, slicedCard } from './support/cards.ts';

const ROUNDS = 3000;
const MIB = 2 ** 20;

interface Case {
  readonly devices: readonly GpuDevice[];
  readonly reservations: readonly Reservation[];
  readonly request: PlacementRequest;
}

/** A host, its containers and a request, all by chance. */
function chance(seed: number): Case & { readonly int: (below: number) => number } {
  const random = seeded(seed);
  const int = (below: number): number => Math.floor(random() * below);
  const devices = Array.from({ length: int(5) }, (_, index): GpuDevice => {
    if (int(4) === 0)
      return slicedCard(
        index,
        Array.from({ length: 1 + int(4) }, () => 5 + int(20)),
      );
    const { memoryTotalBytes, ...rest } = card(index, 8 + int(73), {
      memoryReservedBytes: int(GIB),
      ...(int(12) === 0 && { lost: true }),
    });
    const { memoryUsedBytes: __, ...silent } = rest;
    // Some are nearly full, with what is nobody's.
    const memoryUsedBytes = int(6) === 0 ? memoryTotalBytes : int(8 * GIB);
    const told = int(10) === 0 || !memoryUsedBytes ? silent : { ...silent, memoryUsedBytes };
    return int(12) === 0 ? told : { ...told, ...(memoryTotalBytes && { memoryTotalBytes }) };
  });
  const uuids = placementUnits(devices).map(({ uuid }) => uuid);
  const anyUuid = (): string => uuids[int(uuids.length)] ?? 'GPU-none';
  const reservations = Array.from(
    { length: int(8) },
    (_, at): Reservation => ({
      containerId: `c${at}`,
      uuid: anyUuid(),
      budgetBytes: int(12 * GIB),
      ...(int(3) > 0 && { usedBytes: int(6 * GIB) }),
      ...(int(6) === 0 && { leaving: true }),
    }),
  );
  const kinds = ['spread', 'pack', 'auto'] as const;
  const policy =
    int(4) === 0
      ? { kind: 'pinned' as const, uuids: [anyUuid(), anyUuid()].slice(int(2)) }
      : { kind: kinds[int(3)] ?? 'auto' };
  const request: PlacementRequest = {
    replicas: 1 + int(6),
    policy,
    parts: (['gpu', 'mig', 'any', 'any'] as const)[int(4)] ?? 'any',
    ...(int(8) > 0 && { vram: int(3) === 0 ? { share: random() } : { bytes: int(30 * GIB) } }),
  };
  return { devices, reservations, request, int };
}

const chosen = ({ devices, reservations, request }: Case): string[] | undefined => {
  const plan = place(devices, reservations, request);
  return plan.ok ? plan.replicas.map(({ unit }) => unit.uuid) : undefined;
};

/** A card, and its slices that share their memory with this one, when a container has ended on it. */
function freed(device: GpuDevice, uuid: string, bytes: number): GpuDevice {
  const less = <T extends { readonly memoryUsedBytes?: number }>(part: T): T =>
    part.memoryUsedBytes === undefined
      ? part
      : { ...part, memoryUsedBytes: Math.max(0, part.memoryUsedBytes - bytes) };
  if (device.uuid === uuid) return less(device);
  const migInstances = device.migInstances.map((slice) =>
    slice.uuid === uuid ? less(slice) : slice,
  );
  return { ...device, migInstances };
}

/** The case as it is once a suggestion has been followed. */
function applied(
  near: Nearest,
  { devices, reservations, request }: Case,
): [GpuDevice[], Reservation[], PlacementRequest] {
  const same = (changed: PlacementRequest): [GpuDevice[], Reservation[], PlacementRequest] => [
    [...devices],
    [...reservations],
    changed,
  ];
  const anywhere = { policy: { kind: 'auto' }, parts: 'any' } as const;
  switch (near.kind) {
    case 'elsewhere':
      return same({
        ...request,
        ...anywhere,
        policy: { kind: 'pinned', uuids: [near.unit.uuid] },
      });
    case 'anywhere':
      return same({ ...request, ...anywhere });
    case 'vram': {
      const asked = near.anywhere === undefined ? {} : anywhere;
      return same({ ...request, ...asked, vram: { bytes: near.bytes } });
    }
    case 'no-budget': {
      const { vram: _, ...rest } = request;
      return same({ ...rest, ...anywhere, policy: { kind: 'pinned', uuids: [near.unit.uuid] } });
    }
    case 'replicas':
      return same({ ...request, replicas: near.count });
    case 'without': {
      const later = near.reservations.reduce(
        (cards, { uuid, usedBytes = 0 }) => cards.map((one) => freed(one, uuid, usedBytes)),
        [...devices],
      );
      return [later, reservations.filter((other) => !near.reservations.includes(other)), request];
    }
  }
}

/** Neither the smallest budget fits anywhere now, nor what was asked for with nobody there. */
function nothingFits({ devices, reservations, request }: Case, seed: number): void {
  const anywhere = { ...request, policy: { kind: 'auto' }, parts: 'any' } as const;
  const small = place(devices, reservations, { ...anywhere, vram: { bytes: 1 } });
  assert.ok(!small.ok, `seed ${seed}: the smallest budget fits`);
  const alone = reservations.reduce(
    (cards, { uuid, usedBytes = 0 }) => cards.map((one) => freed(one, uuid, usedBytes)),
    [...devices],
  );
  assert.ok(!place(alone, [], request).ok, `seed ${seed}: without them all it fits`);
}

describe('any placement', () => {
  it('gives out no more than there is', () => {
    let plans = 0;
    for (let seed = 0; seed < ROUNDS; seed++) {
      const { devices, reservations, request } = chance(seed);
      const plan = place(devices, reservations, request);
      if (!plan.ok) continue;
      plans++;
      assert.equal(plan.overcommitted, false);
      assert.equal(plan.replicas.length, request.replicas);
      const units = placementUnits(devices);
      const taken = takenIn(units, reservations);
      for (const { unit, vramBytes } of plan.replicas) {
        if (vramBytes === 0) continue;
        taken.set(unit.pool, (taken.get(unit.pool) ?? 0) + vramBytes);
        const sum = taken.get(unit.pool) ?? 0;
        assert.ok(sum <= (unit.capacityBytes ?? -1), `seed ${seed}: ${sum} on ${unit.uuid}`);
      }
    }
    assert.ok(plans > ROUNDS / 4, `only ${plans} plans`);
  });

  it('refuses only what does not fit', () => {
    for (let seed = 0; seed < ROUNDS; seed++) {
      const { devices, reservations, request } = chance(seed);
      const plan = place(devices, reservations, request);
      if (plan.ok) continue;
      const { vram } = request;
      if (!vram || !('bytes' in vram)) continue;
      const needed = Math.ceil(vram.bytes / MIB) * MIB;
      const pools = new Map(
        plan.shortages.map(({ unit, freeBytes = 0 }) => [unit.pool, freeBytes]),
      );
      let room = 0;
      for (const free of pools.values()) room += Math.max(0, Math.floor(free / needed));
      assert.ok(room < request.replicas, `seed ${seed}: ${room} of ${request.replicas} fit`);
      assert.equal(plan.placed, room);
    }
  });

  it('is the same every time', () => {
    for (let seed = 0; seed < ROUNDS; seed++) {
      const { devices, reservations, request } = chance(seed);
      const again = { devices: [...devices].reverse(), reservations: [...reservations].reverse() };
      assert.deepEqual(chosen({ devices, reservations, request }), chosen({ ...again, request }));
    }
  });

  it('is not moved by a container more elsewhere', () => {
    let moved = 0;
    for (let seed = 0; seed < ROUNDS; seed++) {
      const { devices, reservations, request, int } = chance(seed);
      const before = chosen({ devices, reservations, request });
      if (!before) continue;
      const units = placementUnits(devices);
      const pools = new Set(
        units.filter(({ uuid }) => before.includes(uuid)).map(({ pool }) => pool),
      );
      const others = units.filter(({ pool }) => !pools.has(pool));
      const other = others[int(others.length)];
      if (!other) continue;
      moved++;
      const more: Reservation = {
        containerId: 'more',
        uuid: other.uuid,
        budgetBytes: int(20 * GIB),
        usedBytes: 0,
      };
      const after = chosen({ devices, reservations: [...reservations, more], request });
      assert.deepEqual(after, before, `seed ${seed}`);
    }
    assert.ok(moved > ROUNDS / 10, `only ${moved} cases`);
  });

  it('that is refused names a number and what would fit, which does, or says that nothing would', () => {
    const met = new Map<string, number>();
    for (let seed = 0; seed < ROUNDS; seed++) {
      const { devices, reservations, request } = chance(seed);
      const plan = place(devices, reservations, request);
      if (plan.ok) continue;
      assert.ok(plan.suggestions.length > 0, `seed ${seed}: nothing is suggested`);
      for (const sentence of [plan.what, ...plan.suggestions])
        assert.match(inEnglish(sentence), /\d/);
      if (plan.nearest.length === 0) {
        met.set('nothing', (met.get('nothing') ?? 0) + 1);
        assert.match(inEnglish(plan.suggestions[0] ?? plan.what), /^Nothing here would fit: /);
        nothingFits({ devices, reservations, request }, seed);
      }
      for (const near of plan.nearest) {
        met.set(near.kind, (met.get(near.kind) ?? 0) + 1);
        const [later, rest, changed] = applied(near, { devices, reservations, request });
        assert.ok(place(later, rest, changed).ok, `seed ${seed}: ${near.kind}`);
      }
    }
    for (const kind of ['elsewhere', 'anywhere', 'vram', 'no-budget', 'replicas', 'without'])
      assert.ok((met.get(kind) ?? 0) > 10, `only ${met.get(kind)} of ${kind}`);
    assert.ok((met.get('nothing') ?? 0) > 10, 'nothing would fit too seldom');
  });

  it('gives out too much only where nothing else is left, and never more than a card has', () => {
    for (let seed = 0; seed < ROUNDS; seed++) {
      const { devices, reservations, request } = chance(seed);
      const plain = place(devices, reservations, request);
      const plan = place(devices, reservations, { ...request, overcommit: true });
      if (plain.ok) assert.deepEqual(plan, plain);
      if (!plan.ok) continue;
      assert.equal(plan.overcommitted, !plain.ok);
      const units = allowedUnits(placementUnits(devices), request);
      const room = new Room(placementUnits(devices), reservations);
      for (const { unit, vramBytes, overcommitBytes } of plan.replicas) {
        assert.ok(vramBytes <= (unit.capacityBytes ?? Number.POSITIVE_INFINITY));
        if (overcommitBytes > 0) {
          const short = (one: PlacementUnit): number =>
            (neededOn(one, request.vram) ?? Number.POSITIVE_INFINITY) -
            (room.free(one) ?? Number.NEGATIVE_INFINITY);
          const holding = units.filter(
            (one) =>
              (neededOn(one, request.vram) ?? Number.POSITIVE_INFINITY) <= (one.capacityBytes ?? 0),
          );
          for (const one of holding)
            assert.ok(short(unit) <= short(one), `seed ${seed}: ${one.label} is less short`);
        }
        room.take(unit, vramBytes);
      }
    }
  });
});
