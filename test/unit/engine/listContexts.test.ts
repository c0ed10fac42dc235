import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contextAddress, listContexts } from '../../../src/engine/dockerContexts.ts';

test('contexts are listed by name, broken ones left out, and each can be used', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'yolo-contexts-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.deepEqual(await listContexts(folder), []);
  const add = (name: string, text: string): void => {
    const id = createHash('sha256').update(name).digest('hex');
    const meta = join(folder, 'contexts', 'meta', id);
    mkdirSync(meta, { recursive: true });
    writeFileSync(join(meta, 'meta.json'), text);
  };
  const meta = (Name: string, Host: string, Description?: string): string =>
    JSON.stringify({ Name, Metadata: { Description }, Endpoints: { docker: { Host } } });
  add('gpu-10', meta('gpu-10', 'ssh://me@gpu-10'));
  add('gpu-2', meta('gpu-2', 'tcp://gpu-2:2376', 'Two cards'));
  add('broken', '{');
  add('pods', JSON.stringify({ Name: 'pods', Endpoints: { kubernetes: {} } }));
  assert.deepEqual(await listContexts(folder), [
    { name: 'gpu-2', host: 'tcp://gpu-2:2376', description: 'Two cards' },
    { name: 'gpu-10', host: 'ssh://me@gpu-10', description: '' },
  ]);
  const address = { kind: 'ssh', host: 'gpu-10', user: 'me' };
  assert.deepEqual(await contextAddress(folder, 'gpu-10'), address);
});
