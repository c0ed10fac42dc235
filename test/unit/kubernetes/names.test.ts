import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManifestError } from '../../../src/kubernetes/manifestError.ts';
import { dnsLabel, isDnsLabel, objectNames } from '../../../src/kubernetes/objectNames.ts';
import { isName } from '../../../src/project/names.ts';
import { seeded } from '../../support/random.ts';
import { filesOf, objectOf, objectsIn, projectWith } from './support.ts';

/** What YAML 1.1 takes for something else than text. */
const DECEPTIVE = ['null', 'yes', 'no', 'on', 'off', 'y', 'n', 'true', '1', '0x1f', '1e3', '1_000'];
const DECEPTIVE_TOO = ['0o17', '017', '2001-01-01', '1.5', '0b1', 'a_b', 'a.b', '9-a_.'];

describe('names in Kubernetes', () => {
  it('are DNS labels whatever yolo.json allows', () => {
    const characters = 'abz019_.-';
    const random = seeded(7);
    const pick = (from: string): string => from[Math.floor(random() * from.length)] ?? '';
    for (let count = 0; count < 2000; count++) {
      let name = pick('az09');
      const length = Math.floor(random() * 63);
      while (name.length < length) name += pick(characters);
      assert.ok(isName(name), name);
      assert.ok(isDnsLabel(dnsLabel(name)), `${name} → ${dnsLabel(name)}`);
      assert.ok(isDnsLabel(`${dnsLabel(name)}-beta`));
    }
  });

  it('stay as they are where they can', () => {
    assert.equal(dnsLabel('line-a'), 'line-a');
    assert.equal(dnsLabel('line_a.v8'), 'line-a-v8');
    assert.equal(dnsLabel('8-line'), 'yolo-8-line');
  });

  it('are refused where two become one', () => {
    assert.throws(
      () => objectNames(['a_b', 'c', 'a.b']),
      (error: unknown) => {
        assert.ok(error instanceof ManifestError);
        assert.match(error.message, /“a_b” and “a\.b” would both be called “a-b”/);
        return true;
      },
    );
    assert.throws(() => filesOf(projectWith({ '8a': {}, 'yolo-8a': {} })), ManifestError);
  });

  it('need deployments', () => {
    assert.throws(() => filesOf(projectWith({})), /has no deployments/);
  });

  it('stay texts in YAML 1.1, as Kubernetes reads it', () => {
    const usual = [...filesOf(projectWith({ a: {} })).values()];
    for (const word of [...DECEPTIVE, ...DECEPTIVE_TOO]) {
      const project = projectWith({ [word]: { model: word, image: `${word}:x` } }, word);
      const texts = [...filesOf(project).values()];
      assert.deepEqual(texts.map(shapes), usual.map(shapes), word);
    }
  });

  it('cannot break out of YAML, even if they were not checked before', () => {
    const hostile = [
      'a\n---\nkind: Secret',
      'a: {b: c}',
      '"; rm -rf /; "',
      '# a comment',
      '&anchor *alias',
      '!!js/function x',
      '{{ .Values.x }}',
      '\u2028\u0085\u0000\t',
      "'",
      '%YAML 1.1',
      '- a\n- b',
      '~',
    ];
    const usual = filesOf(projectWith({ a: { vram: '40%' } }));
    for (const text of hostile) {
      const entry = { vram: text, model: text, image: text };
      const files = filesOf(projectWith({ a: entry }));
      for (const [path, yaml] of files) {
        assert.deepEqual(shapes(yaml), shapes(usual.get(path)), path);
      }
      const { metadata, spec } = objectOf(files, 'Deployment');
      assert.equal(metadata.annotations['yolo-dock.dev/model'], text);
      assert.equal(spec.template.spec.containers[0].image, text);
    }
  });
});

function shapes(yaml = ''): unknown {
  return objectsIn(yaml).map(shape);
}

/** A value with every text in it replaced by one and the same. */
function shape(value: unknown): unknown {
  if (typeof value === 'string') return 'text';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shape);
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, shape(inside)]));
}
