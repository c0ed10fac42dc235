import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { curlCommand } from '../../../src/ui/panels/curl.ts';

const parameters = { conf: 0.25, iou: 0.7 };

describe('curlCommand', () => {
  it('asks a port', () => {
    assert.equal(
      curlCommand({ host: '127.0.0.1', port: 5000 }, '/a/b.jpg', parameters, 'linux'),
      `curl -F 'file=@"/a/b.jpg"' 'http://127.0.0.1:5000/predict?conf=0.25&iou=0.7'`,
    );
  });

  it('asks a socket, except on Windows, where curl knows no pipes', () => {
    const endpoint = { socketPath: '/tmp/y.sock' };
    assert.match(
      curlCommand(endpoint, '/a.jpg', parameters, 'linux') ?? '',
      /^curl --unix-socket '\/tmp\/y\.sock' /,
    );
    assert.equal(curlCommand(endpoint, 'C:\\a.jpg', parameters, 'win32'), undefined);
  });

  it('gives a shell one word for whatever a file is called', {
    skip: process.platform === 'win32',
  }, () => {
    const name = `/tmp/a'b "c" $(touch x);\\d.jpg`;
    const command = curlCommand({ host: '::1', port: 1 }, name, {}, 'linux') ?? '';
    const words = execFileSync('sh', ['-c', command.replace('curl', "printf '%s\\n'")]).toString();
    const escaped = name.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    assert.deepEqual(words.trimEnd().split('\n'), [
      '-F',
      `file=@"${escaped}"`,
      'http://[::1]:1/predict?',
    ]);
  });
});
