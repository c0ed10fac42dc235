import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeName, repositoryFrom } from '../../../src/project/names.ts';

/** A `path-component` of distribution/reference, v0.6. */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

test('a project’s name becomes a repository that the engine takes', () => {
  const names = ['factory', 'a..b', 'a--', 'a--b', 'a__b', 'a___b', 'a._b', 'a.b-', 'line_7.v2'];
  for (const name of names) {
    assert.match(repositoryFrom(name), COMPONENT, name);
  }
  assert.equal(repositoryFrom('line_7.v2'), 'line_7.v2');
  assert.equal(repositoryFrom('a..b'), 'a-b');
});

test('a name that is taken gets the next number', () => {
  assert.equal(freeName('a', ['a', 'a-2']), 'a-3');
});
