import * as assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { extension } from '../support/extension.ts';

suite('activation', () => {
  test('the extension activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });
});
