import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeadStart } from '../../../src/ui/webviews/headStart.ts';

const { signal } = new AbortController();

describe('HeadStart', () => {
  it('gives what was begun to the first who asks for it', async () => {
    const head = new HeadStart<string>();
    head.begin('a', async () => 'done');
    assert.equal(head.take('b', signal), undefined);
    assert.equal(await head.take('a', signal), 'done');
    assert.equal(head.take('a', signal), undefined);
  });

  it('ends with whoever took it', async () => {
    const head = new HeadStart<string>();
    let inner: AbortSignal | undefined;
    head.begin('a', (own) => {
      inner = own;
      return new Promise(() => undefined);
    });
    const taker = new AbortController();
    void head.take('a', taker.signal);
    assert.equal(inner?.aborted, false);
    taker.abort();
    assert.equal(inner?.aborted, true);
  });

  it('tells a failure to whoever takes it, and to nobody else', async () => {
    const head = new HeadStart<string>();
    head.begin('a', () => Promise.reject(new Error('broken')));
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(head.take('a', signal) ?? Promise.resolve(), /broken/);
  });
});
