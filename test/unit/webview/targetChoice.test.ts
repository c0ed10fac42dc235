import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Held, nextTarget } from '../../../webview/detect/logic/targetChoice.ts';

const item = (id: string, task?: string) => ({ id, label: `model ${id}`, place: 'here', task });
const [a, b, c] = [item('a', 'detect'), item('b', 'classify'), item('c', 'detect')];
const held = (target: string | null, more: Partial<Held> = {}): Held => ({
  target,
  lost: null,
  forAll: 1,
  ...more,
});
const told = (items: readonly (typeof a)[], target = 'a', revision = 1) => ({
  items,
  forAll: { target, revision },
  lost: null,
});

describe('nextTarget', () => {
  it('begins with the first of the list, and keeps what a person chose', () => {
    assert.equal(nextTarget(held(null, { forAll: null }), told([b, a]), undefined).target, 'b');
    assert.deepEqual(nextTarget(held('c'), told([a, b, c]), c), held('c'));
  });

  it('follows a new choice for all panels, not one that it knows', () => {
    assert.deepEqual(nextTarget(held('c'), told([a, c], 'a', 2), c), held('a', { forAll: 2 }));
    // One that was saved by an older version has followed what there was.
    assert.equal(nextTarget(held('c', { forAll: null }), told([a, c], 'a', 2), c).target, 'c');
  });

  it('takes one of the same task in the place of what is gone, and says so', () => {
    const { news, ...next } = nextTarget(held('a'), told([b, c]), a);
    assert.deepEqual(next, held('c', { lost: { id: 'a', label: 'model a' } }));
    assert.deepEqual(news, { kind: 'instead', lost: 'model a', file: false, now: c, same: true });
    const other = nextTarget(held('a'), told([b]), a).news;
    assert.ok(other?.kind === 'instead' && other.same === false);
  });

  it('tells a new panel what is missing', () => {
    const lost = { id: 'a', label: 'model a', task: 'detect' };
    const { target, news } = nextTarget(
      held(null, { forAll: null }),
      { ...told([c, b]), lost },
      undefined,
    );
    assert.equal(target, 'c');
    assert.deepEqual(news, { kind: 'instead', lost: 'model a', file: true, now: c, same: true });
  });

  it('comes back to what was lost, unless a person has chosen meanwhile', () => {
    const lost = { id: 'a', label: 'model a' };
    const { news, ...next } = nextTarget(held('c', { lost }), told([a, b, c]), c);
    assert.deepEqual(next, held('a'));
    assert.deepEqual(news, { kind: 'back', now: a });
    assert.equal(nextTarget(held('c'), told([a, b, c]), c).news, undefined);
    // While its place is held by another that goes too, it is still what is waited for.
    assert.deepEqual(nextTarget(held('c', { lost }), told([b]), c).lost, lost);
  });

  it('waits for what a panel had before a reload where that may not be used yet', () => {
    const restricted = nextTarget(held('a'), told([c]), undefined);
    assert.deepEqual([restricted.target, restricted.news], ['c', undefined]);
    assert.equal(nextTarget(restricted, told([c, a]), c).target, 'a');
  });

  it('has no target where there is none', () => {
    assert.equal(nextTarget(held('a'), told([]), a).target, null);
  });
});
