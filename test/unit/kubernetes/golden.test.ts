import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { filesOf, sampleProject } from './support.ts';

const GOLDEN = join(ROOT, 'test', 'unit', 'kubernetes', 'golden');

/** `UPDATE_GOLDEN=1` writes them anew; look at what changed. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

function golden(): Map<string, string> {
  const files = readdirSync(GOLDEN, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(GOLDEN, file).split(sep).join('/'), readFileSync(file, 'utf8')];
    }),
  );
}

describe('manifests of the sample workspace', () => {
  const files = filesOf(sampleProject(), {
    trial: 'line-b',
    registry: 'registry.example.com/vision',
  });

  it('are those that were looked at', () => {
    if (UPDATE) {
      rmSync(GOLDEN, { recursive: true, force: true });
      for (const [path, text] of files) {
        mkdirSync(dirname(join(GOLDEN, path)), { recursive: true });
        writeFileSync(join(GOLDEN, path), text);
      }
    }
    const expected = golden();
    assert.deepEqual([...files.keys()].sort(), [...expected.keys()].sort());
    for (const [path, text] of files) assert.equal(text, expected.get(path), path);
  });
});
