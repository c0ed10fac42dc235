import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HYSTERESIS, ThresholdWatch } from '../../../src/gpu/thresholdWatch.ts';
import { seeded } from '../../support/random.ts';

const ABOVE = { above: 0.8, forMs: 5000, gapMs: 5000 };

/** Looks once a second at these shares, and gives the seconds at which it warns. */
function warnings(shares: readonly (number | undefined)[], options = ABOVE): number[] {
  const watch = new ThresholdWatch();
  return shares.flatMap((share, second) => {
    const levels = share === undefined ? [] : [{ key: 'a', used: share * 100, of: 100 }];
    return watch.look(levels, options, second * 1000).map(() => second);
  });
}

const times = (count: number, share: number | undefined): (number | undefined)[] =>
  Array.from({ length: count }, () => share);

describe('a threshold', () => {
  it('warns once, after five seconds above without a break', () => {
    assert.deepEqual(warnings(times(60, 0.81)), [5]);
    assert.deepEqual(warnings([...times(5, 0.9), 0.8, ...times(5, 0.9)]), []);
    assert.deepEqual(warnings(times(60, 0.8)), [], 'at the threshold is not above it');
  });

  it('warns again only after falling well below', () => {
    const high = times(7, 0.9);
    assert.deepEqual(warnings([...high, 0.78, ...high, 0.76, ...high]), [5]);
    assert.deepEqual(warnings([...high, 0.74, ...high]), [5, 13]);
  });

  it('warns again above a higher one that was set since', () => {
    const watch = new ThresholdWatch();
    const second = { now: 0 };
    const warned = (share: number, above: number): number => {
      const looks = Array.from({ length: 8 }, () =>
        watch.look([{ key: 'a', used: share, of: 1 }], { ...ABOVE, above }, 1000 * second.now++),
      );
      return looks.flat().length;
    };
    assert.deepEqual([warned(0.92, 0.8), warned(0.92, 0.95), warned(0.97, 0.95)], [1, 0, 1]);
    assert.deepEqual([warned(0.97, 0.9), warned(0.93, 0.95), warned(0.97, 0.95)], [0, 0, 0]);
  });

  it('is not troubled by a look that tells nothing, but by a long silence', () => {
    assert.deepEqual(warnings([...times(3, 0.9), undefined, undefined, ...times(3, 0.9)]), [5]);
    assert.deepEqual(warnings([...times(3, 0.9), ...times(9, undefined), ...times(7, 0.9)]), [17]);
  });

  it('does not warn again after a silence, however long, in which nothing was seen to fall', () => {
    const before = [...times(7, 0.9), ...times(40, undefined)];
    assert.deepEqual(warnings([...before, ...times(7, 0.9)]), [5]);
    assert.deepEqual(warnings([...before, 0.5, ...times(7, 0.9)]), [5, 53]);
  });

  it('works at a pace slower than its five seconds', () => {
    const watch = new ThresholdWatch();
    const at = (minute: number) =>
      watch.look([{ key: 'a', used: 9, of: 10 }], { ...ABOVE, gapMs: 182_000 }, minute * 60_000);
    assert.deepEqual(
      [at(0), at(1), at(2)].map((rising) => rising.length),
      [0, 1, 0],
    );
  });

  it('takes no share of nothing', () => {
    const watch = new ThresholdWatch();
    for (const whole of [0, Number.NaN, -1]) {
      for (const now of [0, 9000]) {
        assert.deepEqual(watch.look([{ key: 'a', used: 1, of: whole }], ABOVE, now), []);
      }
    }
  });

  it('whatever the levels do: never twice without falling well below, never before its time', () => {
    const next = seeded(7);
    for (let round = 0; round < 300; round++) {
      let share = next();
      const shares = Array.from({ length: 120 }, () => {
        share = Math.min(1, Math.max(0, share + (next() - 0.5) * 0.2));
        return share;
      });
      const warned = warnings(shares);
      for (const [at, second] of warned.entries()) {
        const run = shares.slice(second - 5, second + 1);
        assert.ok(run.length === 6 && run.every((one) => one > ABOVE.above), `${round}: too early`);
        const since = shares.slice(warned[at - 1] ?? 0, second);
        const fell = since.some((one) => one < ABOVE.above - HYSTERESIS);
        assert.ok(at === 0 || fell, `${round}: warned twice`);
      }
      const long = longestAbove(shares);
      assert.equal(warned.length > 0, long >= 6, `${round}: ${long} seconds above`);
    }
  });
});

function longestAbove(shares: readonly number[]): number {
  let [longest, length] = [0, 0];
  for (const share of shares) {
    length = share > ABOVE.above ? length + 1 : 0;
    longest = Math.max(longest, length);
  }
  return longest;
}
