import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSameName } from '../../../src/project/checkSameName.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import { inEnglish } from '../../../src/text/sentence.ts';

const TEXT = '{"name": "parts", "models": {}, "deployments": {}}';

describe('two projects of one name', () => {
  it('is a warning at the name that says who has it', () => {
    const others = [
      { name: 'bolts', folder: 'b' },
      { name: 'parts', folder: 'parts-copy' },
    ];
    const [problem, ...more] = checkSameName(parseYoloJson(TEXT), others);
    assert.ok(problem);
    assert.equal(more.length, 0);
    assert.equal(problem.severity, 'warning');
    assert.equal(TEXT.slice(problem.offset, problem.offset + problem.length), '"parts"');
    assert.match(inEnglish(problem.message), /“parts” in parts-copy has .* replaces the other’s/);
  });

  it('says nothing of other names, nor of a file without any', () => {
    assert.deepEqual(checkSameName(parseYoloJson(TEXT), [{ name: 'bolts', folder: 'b' }]), []);
    const none = [{ name: 'parts', folder: 'b' }];
    assert.deepEqual(checkSameName(parseYoloJson('{"name": 5}'), none), []);
    assert.deepEqual(checkSameName(parseYoloJson(''), none), []);
  });
});
