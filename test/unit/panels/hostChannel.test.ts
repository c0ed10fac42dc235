import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type HandlersOf, HostChannel } from '../../../src/ui/webviews/hostChannel.ts';
import type { Requests, Snapshots, ToWebview } from '../../../webview/protocol.ts';

/** What else the list of targets says. */
const REST = { forAll: null, lost: null };

/** A channel whose webview is the test. */
function channel(handlers: Partial<HandlersOf<Requests>>) {
  const sent: ToWebview[] = [];
  let listener: (message: unknown) => void = () => undefined;
  const port = {
    postMessage: async (message: ToWebview) => {
      sent.push(message);
      return true;
    },
    onDidReceiveMessage: (next: (message: unknown) => void) => {
      listener = next;
      return { dispose: () => undefined };
    },
  };
  const describeError = (error: unknown) => ({
    code: 'test',
    message: (error as Error).message,
    actions: [],
  });
  const host = new HostChannel<Snapshots, Requests>(
    port as never,
    handlers as HandlersOf<Requests>,
    describeError,
  );
  const say = async (message: unknown): Promise<void> => {
    listener(message);
    await delay(1);
  };
  return { host, sent, say };
}

const hello = { type: 'request', id: 1, method: 'hello', params: null };

describe('HostChannel', () => {
  it('holds snapshots back until the webview listens, then replays the newest of each topic', async () => {
    const { host, sent, say } = channel({});
    host.push('targets', { items: [], ...REST });
    host.push('run', { run: null });
    host.push('targets', { items: [{ id: 'a', label: 'a', place: 'here' }], ...REST });
    assert.equal(sent.length, 0);
    await say(hello);
    assert.deepEqual(
      sent.map((message) => (message.type === 'snapshot' ? message.topic : message.type)),
      ['reply', 'targets', 'run'],
    );
    sent.length = 0;
    await say(hello);
    assert.equal(sent.length, 3);
  });

  it('tells what just happened once, and not to a webview that comes later', async () => {
    const { host, sent, say } = channel({});
    host.tell('changed', { picture: 'a', revision: 1 });
    await say(hello);
    host.tell('changed', { picture: 'a', revision: 2 });
    const changed = { type: 'snapshot', topic: 'changed', value: { picture: 'a', revision: 2 } };
    assert.deepEqual(sent.slice(1), [changed]);
    await say(hello);
    assert.equal(sent.length, 3);
  });

  it('answers ahead, and a question that comes meanwhile is not asked twice', async () => {
    let [asked, finish] = [0, () => undefined as unknown];
    const { host, sent, say } = channel({
      copy: () => {
        asked++;
        return new Promise((resolve) => {
          finish = () => resolve(null);
        });
      },
    });
    host.answerAhead('copy', { text: 'a' });
    await say(hello);
    await say({ type: 'request', id: 2, method: 'copy', params: { text: 'a' } });
    finish();
    await delay(1);
    assert.equal(asked, 1);
    assert.deepEqual(
      sent
        .slice(1)
        .map(({ type }) => type)
        .sort(),
      ['ahead', 'reply'],
    );
    await say({ type: 'request', id: 3, method: 'copy', params: { text: 'a' } });
    assert.equal(asked, 2);
  });

  it('leaves what fails ahead to the webview’s own question', async () => {
    const { host, sent, say } = channel({ copy: () => Promise.reject(new Error('No.')) });
    host.answerAhead('copy', { text: 'a' });
    await say(hello);
    assert.equal(sent.length, 1);
    await say({ type: 'request', id: 2, method: 'copy', params: { text: 'a' } });
    assert.equal(sent[1]?.type === 'reply' && sent[1].ok, false);
  });

  it('answers, and tells failures', async () => {
    const { sent, say } = channel({
      copy: async () => null,
      openDialog: () => Promise.reject(new Error('No dialog.')),
    });
    await say({ type: 'request', id: 4, method: 'copy', params: { text: '' } });
    await say({ type: 'request', id: 5, method: 'openDialog', params: null });
    await say({ type: 'request', id: 6, method: 'unheardOf', params: null });
    assert.deepEqual(sent[0], { type: 'reply', id: 4, ok: true, value: null });
    const failure = { code: 'test', message: 'No dialog.', actions: [] };
    assert.deepEqual(sent[1], { type: 'reply', id: 5, ok: false, failure });
    assert.equal(sent[2]?.type === 'reply' && sent[2].ok, false);
  });

  it('aborts what is cancelled or what a former webview asked for, without a reply', async () => {
    const signals: AbortSignal[] = [];
    const { sent, say } = channel({
      openDialog: (_, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
      },
    });
    await say({ type: 'request', id: 1, method: 'openDialog', params: null });
    await say({ type: 'cancel', id: 1 });
    await say({ type: 'request', id: 2, method: 'openDialog', params: null });
    await say(hello);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, true],
    );
    assert.deepEqual(
      sent.map((message) => message.type === 'reply' && message.id),
      [1],
    );
  });
});
