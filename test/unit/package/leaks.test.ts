import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leaks } from '../../../scripts/package/leaks.ts';

describe('leaks', () => {
  it('finds keys and tokens', () => {
    const secrets = [
      `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA'.repeat(4)}`,
      `token: npm_${'a1B2'.repeat(9)}`,
      '//registry.example.com/:_authToken=0123456789abcdef',
      `GITHUB=ghp_${'a1B2'.repeat(9)}`,
      'AKIAIOSFODNN7EXAMPLE',
    ];
    for (const text of secrets) assert.equal(leaks('a.js', text, []).length, 1, text);
  });

  it('knows code that only speaks of them', () => {
    const code = 'if (key.includes("-----BEGIN PRIVATE KEY-----")) throw new Error("_authToken=")';
    assert.deepEqual(leaks('a.js', code, ['/builds/yolo']), []);
  });

  it('finds folders of the machine', () => {
    assert.deepEqual(leaks('dist/a.js', '// /builds/yolo/src/a.ts', ['/builds/yolo']), [
      'dist/a.js names /builds/yolo, a folder of this machine',
    ]);
  });
});
