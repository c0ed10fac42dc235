import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isRegistry, plainRegistry } from '../../../src/kubernetes/registry.ts';

it('takes a registry as people write it', () => {
  assert.equal(plainRegistry(' registry.example.com/vision/ '), 'registry.example.com/vision');
  for (const name of ['ghcr.io', 'localhost:5000', 'registry.example.com:65535/a/b', 'team']) {
    assert.ok(isRegistry(name), name);
  }
  for (const name of ['https://ghcr.io', 'ghcr.io:65536', 'ghcr.io/Team', 'ghcr.io/a b', '']) {
    assert.ok(!isRegistry(name), name);
  }
});
