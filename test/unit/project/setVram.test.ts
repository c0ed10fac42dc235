import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setVram } from '../../../src/project/setVram.ts';

const FILE = `{
  "name": "factory",
  "models": {},
  // What runs where.
  "deployments": {
    "line-a": { "model": "v8", "vram": "4GiB" /* enough? */, "port": 5000 },
    "line-b": {
      "model": "v10", // the better one
      "image": "b"
    }
  }
}
`;

test('only the budget changes; comments and form stay', () => {
  assert.equal(setVram(FILE, 'line-a', '6GiB'), FILE.replace('4GiB', '6GiB'));
});

test('a budget that was not there is added, and nothing else is touched', () => {
  const after = setVram(FILE, 'line-b', '40%');
  assert.match(after, /"image": "b",\s+"vram": "40%"\s+\}/);
  assert.ok(after.startsWith(FILE.slice(0, FILE.indexOf('"image": "b"'))));
  assert.match(after, /\/\/ the better one/);
});
