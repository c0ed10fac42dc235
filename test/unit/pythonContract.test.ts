import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CONTRACT_FILE, contractText } from '../../scripts/python/contractFile.ts';

test('the Python server has the contract as it is now (else: npm run contract)', () => {
  assert.equal(readFileSync(CONTRACT_FILE, 'utf8'), contractText());
});
