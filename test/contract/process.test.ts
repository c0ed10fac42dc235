import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { Client } from '../../src/contract/client.ts';
import type { ContractError } from '../../src/contract/contractError.ts';
import { call } from './call.ts';
import { MODEL, readyAddress, STACKS } from './stacks.ts';

const directory = mkdtempSync(join(tmpdir(), 'yolo-server-'));
let picture: Buffer;

before(async () => {
  const noise = { type: 'gaussian' as const, mean: 120, sigma: 40 };
  const create = { width: 320, height: 240, channels: 3 as const, background: '#888', noise };
  picture = await sharp({ create }).jpeg().toBuffer();
});

function clientOf(address: string): Client {
  if (!address.startsWith('http')) return new Client({ socketPath: address });
  const { hostname, port } = new URL(address);
  return new Client({ host: hostname, port: Number(port) });
}

/** Labels that the model's file does not have, one with a comma. */
const NAMES = ['bolt, M8', 'nut', 'washer', '齿轮', 'scratch'];

for (const stack of STACKS) {
  describe(stack.name, { skip: stack.skip }, () => {
    test('starts, predicts, logs one object a line, ends with 0 on SIGTERM', async (t) => {
      const args = [
        '--model',
        MODEL,
        '--port',
        '0',
        '--deployment',
        'line-a',
        '--vram-limit-mib',
        '9',
        '--names',
        JSON.stringify(NAMES),
        '--imgsz',
        '320,416',
      ];
      const server = stack.start(t, args);
      const client = clientOf(await readyAddress(server));
      const bad = Buffer.from('no picture');
      const { images, metadata } = await client.predict([picture, bad, picture]);
      assert.equal(metadata.imageCount, 3);
      assert.deepEqual(
        images.map((image) => 'error' in image),
        [false, true, false],
      );
      assert.match(await client.metrics(), /yolo_model_info\{.*model="parts-v10"/);
      const { provider, labels } = await client.model();
      assert.equal(provider, 'cpu');
      assert.deepEqual(labels, NAMES);
      client.close();
      server.child.kill('SIGTERM');
      assert.deepEqual(await server.ended, { code: 0, stderr: '' });
      for (const line of server.lines) {
        assert.deepEqual(Object.keys(line).slice(0, 2), ['level', 'time']);
        assert.equal(line['deployment'], 'line-a');
        assert.ok('request' in line, JSON.stringify(line));
      }
      const request = server.lines.find(({ msg, ...line }) => line['route'] === '/predict');
      assert.equal(request?.['images'], 3);
      assert.ok(server.lines.some(({ msg }) => msg.includes('not enforced')));
    });

    test('while the model is loaded: 503 with Retry-After, whatever is asked', async (t) => {
      // Who asks too late, on a machine that loads it at once, asks again.
      for (let attempt = 1; ; attempt++) {
        const server = stack.start(t, ['--model', MODEL, '--port', '0', '--threads', '1']);
        const address = String((await server.line('listening'))['address']);
        const json = { 'content-type': 'application/json' };
        const asked = [
          ['/predict', { method: 'POST', body: new Uint8Array(picture) }],
          ['/predict', { method: 'POST', body: '' }],
          ['/predict?conf=9', { method: 'POST', body: '{}', headers: json }],
          ['/health/ready', {}],
          ['/model', {}],
          ['/v2/health/ready', {}],
          ['/v2/models/nobody/infer', { method: 'POST', body: '{}', headers: json }],
        ] as const;
        const answers = await Promise.all(asked.map(([path, init]) => call(address + path, init)));
        server.child.kill('SIGKILL');
        await server.ended;
        if (attempt < 5 && answers.some(({ text }) => !text.includes('being loaded'))) continue;
        for (const [at, { status, headers, json }] of answers.entries()) {
          const said = asked[at]?.[0].startsWith('/v2') ? json.error : json.error.message;
          assert.deepEqual([status, headers.get('retry-after')], [503, '1'], asked[at]?.[0]);
          assert.match(said, /^The model is being loaded, since \d\.\d s\.$/);
          if (said !== json.error) assert.equal(json.error.code, 'starting');
        }
        return;
      }
    });

    test('SIGTERM finishes what is in flight; the queue’s overflow is refused', async (t) => {
      const limits = ['--workers', '1', '--threads', '1', '--queue', '2'];
      const server = stack.start(t, ['--model', MODEL, '--port', '0', ...limits]);
      const client = clientOf(await readyAddress(server));
      const large = await sharp({
        create: { width: 5000, height: 5000, channels: 3, background: '#888' },
      })
        .png({ compressionLevel: 1 })
        .toBuffer();
      const answers = Array.from({ length: 8 }, () =>
        client.predict(large).then(
          () => 200,
          (error: ContractError) => {
            assert.ok(error.retryAfter !== undefined && error.retryAfter >= 1, String(error));
            return error.status;
          },
        ),
      );
      await Promise.race(answers);
      // A connection that never says anything must not hold up the end.
      const { hostname, port } = new URL(await readyAddress(server));
      const silent = connect(Number(port), hostname).on('error', () => {});
      t.after(() => silent.destroy());
      await once(silent, 'connect');
      server.child.kill('SIGTERM');
      const statuses = await Promise.all(answers);
      const answered = statuses.filter((status) => status === 200).length;
      assert.ok(answered >= 2 && answered <= 4, String(statuses));
      assert.equal(statuses.filter((status) => status === 503).length, 8 - answered);
      const asked = performance.now();
      assert.deepEqual(await server.ended, { code: 0, stderr: '' });
      assert.ok(performance.now() - asked < 5_000);
      client.close();
    });

    test('a Unix socket: private, stale files replaced, used ones not, removed at the end', async (t) => {
      if (process.platform === 'win32') return t.skip('named pipes have no file');
      const socket = join(directory, 'server.sock');
      const args = ['--model', MODEL, '--socket', socket, '--exit-with-stdin'];
      const killed = stack.start(t, args);
      await readyAddress(killed);
      assert.equal(statSync(socket).mode & 0o777, 0o600);
      const second = await stack.start(t, args).ended;
      assert.equal(second.code, 1);
      assert.match(second.stderr, /Another server listens on the socket/);
      killed.child.kill('SIGKILL');
      await killed.ended;
      assert.ok(existsSync(socket));
      const server = stack.start(t, args);
      const client = clientOf(await readyAddress(server));
      assert.equal((await client.predict(picture)).images.length, 1);
      client.close();
      server.child.stdin?.end();
      assert.equal((await server.ended).code, 0);
      assert.ok(!existsSync(socket));
    });

    test('a socket path that is a file is left alone', async (t) => {
      const file = join(directory, 'file.sock');
      writeFileSync(file, 'mine');
      const { code, stderr } = await stack.start(t, ['--model', MODEL, '--socket', file]).ended;
      assert.equal(code, 1);
      assert.match(stderr, /exists and is not a socket/);
      assert.ok(existsSync(file));
    });

    test('a port in use: one sentence, exit code 1', async (t) => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      t.after(() => other.close());
      const { port } = other.address() as { port: number };
      const { code, stderr } = await stack.start(t, ['--model', MODEL, '--port', String(port)])
        .ended;
      assert.equal(code, 1);
      assert.match(
        stderr,
        new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is in use; .*--port.*\\n$`),
      );
    });

    test('a model that cannot be used: one sentence, exit code 1; a bad flag: 2', async (t) => {
      const page = join(directory, 'page.onnx');
      writeFileSync(page, '<!DOCTYPE html><html><body>404</body></html>');
      const server = stack.start(t, ['--model', page, '--port', '0']);
      const { code, stderr } = await server.ended;
      assert.equal(code, 1);
      assert.match(stderr, /page\.onnx/);
      assert.equal(stderr.trim().split('\n').length, 1);
      assert.ok(
        server.lines.some(({ msg, ...line }) => line['level'] === 'fatal' && msg === stderr.trim()),
      );
      for (const [path, words] of [
        [join(directory, 'gone.onnx'), /^gone\.onnx does not exist: check the path/],
        [mkdtempSync(join(directory, 'empty-')), /^empty-\w+ is a folder: choose the /],
      ] as const) {
        const refused = await stack.start(t, ['--model', path, '--port', '0']).ended;
        assert.equal(refused.code, 1);
        assert.match(refused.stderr, words);
      }
      const misused = await stack.start(t, ['--model', page, '--conf', '7']).ended;
      assert.deepEqual(misused, {
        code: 2,
        stderr: '--conf is "7", but must be a number from 0 to 1.\n',
      });
      const list = await stack.start(t, ['--model', page, '--names', '[1]']).ended;
      assert.deepEqual(list, {
        code: 2,
        stderr: '--names is "[1]", but must be texts between commas, or a list of texts in JSON.\n',
      });
      const unfit = await stack.start(t, ['--model', MODEL, '--port', '0', '--names', 'a, ']).ended;
      assert.equal(unfit.code, 1);
      assert.match(unfit.stderr, /^The name given for class 1 of parts-v10\.onnx is empty: /);
    });

    test('why the server failed on a picture is in its log', async (t) => {
      const server = stack.start(t, ['--model', MODEL, '--port', '0', '--timeout-s', '0.001']);
      const client = clientOf(await readyAddress(server));
      t.after(() => client.close());
      await assert.rejects(client.predict(picture), { code: 'timeout' });
      server.child.kill('SIGTERM');
      await server.ended;
      const line = server.lines.find(({ code }) => code === 'timeout');
      assert.equal(line?.['level'], 'error');
      // Whichever clock was first: the pool's, or the picture's own.
      assert.match(JSON.stringify(line?.['err']), /timed out|took longer/);
    });
  });
}
