import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAddress, isRemote, parseAddress } from '../../../src/engine/engineAddress.ts';
import { EngineError } from '../../../src/engine/engineError.ts';

describe('the address of an engine', () => {
  const cases: [string, unknown, string, boolean][] = [
    [
      'unix:///run/docker.sock',
      { kind: 'socket', path: '/run/docker.sock' },
      '/run/docker.sock',
      false,
    ],
    [
      'npipe:////./pipe/docker_engine',
      { kind: 'socket', path: '//./pipe/docker_engine' },
      '//./pipe/docker_engine',
      false,
    ],
    ['tcp://host', { kind: 'tcp', host: 'host', port: 2375 }, 'tcp://host:2375', true],
    [
      '127.0.0.1:2375',
      { kind: 'tcp', host: '127.0.0.1', port: 2375 },
      'tcp://127.0.0.1:2375',
      false,
    ],
    ['tcp://h:2376', { kind: 'tcp', host: 'h', port: 2376, tls: {} }, 'tcp://h:2376', true],
    ['https://h', { kind: 'tcp', host: 'h', port: 2376, tls: {} }, 'tcp://h:2376', true],
    ['tcp://[::1]:5', { kind: 'tcp', host: '::1', port: 5 }, 'tcp://[::1]:5', false],
    ['ssh://me@gpu', { kind: 'ssh', host: 'gpu', user: 'me' }, 'ssh://me@gpu', true],
    ['ssh://gpu:2222/', { kind: 'ssh', host: 'gpu', port: 2222 }, 'ssh://gpu:2222', true],
  ];
  for (const [text, expected, shown, remote] of cases) {
    it(`reads ${text}`, () => {
      const address = parseAddress(text);
      assert.deepEqual(address, expected);
      assert.equal(describeAddress(address), shown);
      assert.equal(isRemote(address), remote);
    });
  }

  const refused = [
    '',
    'foo bar',
    'ftp://host',
    'unix://relative',
    'ssh://-oProxyCommand=evil',
    'ssh://-lroot@host',
    'ssh://me:secret@host',
    'ssh://host/path',
    'tcp://host/path',
    'tcp://$(evil):1',
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}, saying how to write it`, () => {
      assert.throws(
        () => parseAddress(text),
        (error: unknown) =>
          error instanceof EngineError &&
          error.reason === 'unreachable' &&
          /DOCKER_HOST/.test(error.message),
      );
    });
  }
});
