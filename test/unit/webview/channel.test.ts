import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Requests, Snapshots, ToHost } from '../../../webview/protocol.ts';
import { Channel, RequestError } from '../../../webview/shared/channel.ts';

function channel(): { channel: Channel<Snapshots, Requests>; sent: ToHost[] } {
  const sent: ToHost[] = [];
  return {
    channel: new Channel<Snapshots, Requests>((message) => sent.push(message), 'Too late.'),
    sent,
  };
}

const code = (expected: string) => (error: unknown) =>
  error instanceof RequestError && error.failure.code === expected;

describe('Channel', () => {
  it('answers requests in any order', async () => {
    const { channel: c, sent } = channel();
    const [first, second] = [c.request('copy', { text: 'a' }), c.request('openDialog', null)];
    assert.deepEqual(
      sent.map((message) => message.id),
      [1, 2],
    );
    c.receive({ type: 'reply', id: 2, ok: true, value: null });
    c.receive({ type: 'reply', id: 1, ok: true, value: null });
    assert.deepEqual(await Promise.all([first, second]), [null, null]);
  });

  it('rejects with the host’s failure', async () => {
    const { channel: c } = channel();
    const request = c.request('openDialog', null);
    const failure = { code: 'too_large', message: 'Too large.', actions: [] };
    c.receive({ type: 'reply', id: 1, ok: false, failure });
    await assert.rejects(
      request,
      (error) => code('too_large')(error) && (error as Error).message === 'Too large.',
    );
  });

  it('tells the host of an abort, and drops the late reply', async () => {
    const { channel: c, sent } = channel();
    const controller = new AbortController();
    const request = c.request('openDialog', null, { signal: controller.signal });
    controller.abort();
    await assert.rejects(request, (error) => error instanceof RequestError && error.cancelled);
    assert.deepEqual(sent.at(-1), { type: 'cancel', id: 1 });
    c.receive({ type: 'reply', id: 1, ok: true, value: null });
  });

  it('sends nothing where the signal has fired before', async () => {
    const { channel: c, sent } = channel();
    await assert.rejects(
      c.request('openDialog', null, { signal: AbortSignal.abort() }),
      code('aborted'),
    );
    assert.equal(sent.length, 0);
  });

  it('gives up after its time', async () => {
    const { channel: c, sent } = channel();
    await assert.rejects(c.request('openDialog', null, { timeoutMs: 5 }), code('no_reply'));
    assert.deepEqual(sent.at(-1), { type: 'cancel', id: 1 });
  });

  it('takes answers that come before their questions, once, or after them', async () => {
    const { channel: c, sent } = channel();
    const given = { method: 'copy', params: { text: 'a' }, value: null } as const;
    c.receive({ type: 'ahead', ...given });
    assert.equal(await c.request('copy', { text: 'a' }), null);
    assert.equal(sent.length, 0);
    const asked = c.request('copy', { text: 'a' });
    assert.equal(sent.length, 1);
    c.receive({ type: 'ahead', ...given });
    assert.equal(await asked, null);
    c.receive({ type: 'reply', id: 1, ok: true, value: null });
  });

  it('forgets answers that nobody asked for', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { channel: c, sent } = channel();
    c.receive({ type: 'ahead', method: 'copy', params: { text: 'a' }, value: null });
    context.mock.timers.tick(10_000);
    void c.request('copy', { text: 'a' });
    assert.equal(sent.length, 1);
  });

  it('hands on snapshots by topic', () => {
    const { channel: c } = channel();
    const seen: unknown[] = [];
    c.on('targets', (value) => seen.push(value));
    c.receive({
      type: 'snapshot',
      topic: 'targets',
      value: { items: [], forAll: null, lost: null },
    });
    c.receive({ type: 'snapshot', topic: 'run', value: { run: null } });
    assert.deepEqual(seen, [{ items: [], forAll: null, lost: null }]);
  });
});
