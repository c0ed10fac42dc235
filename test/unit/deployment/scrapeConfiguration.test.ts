import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { scrapeConfiguration } from '../../../src/deployment/scrapeConfiguration.ts';

test('what is copied for Prometheus is what the template has, with the port in use', () => {
  const file = join(ROOT, 'templates', 'prometheus', 'prometheus.yaml');
  const template = readFileSync(file, 'utf8');
  assert.ok(template.endsWith(scrapeConfiguration(9837)));
  assert.doesNotMatch(scrapeConfiguration(1234), /9837/);
});
