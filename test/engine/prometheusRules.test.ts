import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { ROOT } from '../../scripts/paths.ts';
import { ensurePrometheus, prometheusMissing } from '../../scripts/prometheus/prometheus.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';

const TEMPLATE = join(ROOT, 'templates', 'prometheus');
const TESTS = join(ROOT, 'test', 'prometheus', 'rules.test.yaml');

describe('the rules for Prometheus', { skip: prometheusMissing() ?? false }, () => {
  let promtool = '';
  before(async () => {
    ({ promtool } = await ensurePrometheus());
  });

  test('are as Prometheus wants them, and so is the configuration', () => {
    execFileSync(promtool, ['check', 'rules', join(TEMPLATE, 'rules.yaml')], { stdio: 'pipe' });
    execFileSync(promtool, ['check', 'config', 'prometheus.yaml'], {
      cwd: TEMPLATE,
      stdio: 'pipe',
    });
  });

  test('tell what they should, when they should', () => {
    execFileSync(promtool, ['test', 'rules', TESTS], { stdio: 'pipe' });
  });

  test('are noticed to be wrong when they are', () => {
    const folder = temporaryFolder('rules');
    for (const name of ['test/prometheus', 'templates/prometheus']) {
      mkdirSync(join(folder, name), { recursive: true });
    }
    const rules = readFileSync(join(TEMPLATE, 'rules.yaml'), 'utf8');
    const copy = join(folder, 'test', 'prometheus', 'rules.test.yaml');
    writeFileSync(copy, readFileSync(TESTS));
    for (const wrong of [
      rules.replaceAll('> 0.8', '> 0.9'),
      rules.replaceAll('for: 2m', 'for: 1m'),
      rules.replaceAll('changes(', 'increase('),
      rules.replace('0.95', '0.85'),
      rules.replaceAll('up{job="yolo-servers"}', 'up{}'),
    ]) {
      assert.notEqual(wrong, rules);
      writeFileSync(join(folder, 'templates', 'prometheus', 'rules.yaml'), wrong);
      assert.throws(() => execFileSync(promtool, ['test', 'rules', copy], { stdio: 'pipe' }));
    }
  });
});
