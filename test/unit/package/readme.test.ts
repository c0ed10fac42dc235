import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picturesOf, shippedReadme } from '../../../scripts/package/readme.ts';

const README = [
  '![Bolts, found](media/demo.jpg) and ![a badge](https://example.com/badge.svg)',
  'See [why](docs/decisions.md), [below](#below) and [YOLO](https://example.com/yolo).',
].join('\n');

describe('the README of a package', () => {
  it('keeps pictures and addresses, and of a link to a file its text', () => {
    const [pictures = '', links = ''] = shippedReadme(README).split('\n');
    assert.equal(pictures, README.split('\n')[0]);
    assert.equal(links, 'See why, [below](#below) and [YOLO](https://example.com/yolo).');
  });

  it('names the pictures that must come with it', () => {
    assert.deepEqual(picturesOf(README), ['media/demo.jpg']);
  });
});
