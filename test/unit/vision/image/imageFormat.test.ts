import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { imageFormat } from '../../../../src/vision/image/imageFormat.ts';

const refusal = (text: string | Buffer): string => {
  try {
    return imageFormat(Buffer.from(text as string));
  } catch (error) {
    return (error as { code: string }).code;
  }
};

it('knows SVG drawings as editors write them', () => {
  const root = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [ <!ENTITY a "b"> ]>';
  for (const text of [
    root,
    `\ufeff${root}`,
    ` \r\n\t${root}`,
    `<!-- Created with Inkscape -->\n${root}`,
    `${doctype}\n${root}`,
    `\ufeff<?xml version="1.0"?>\n<!-- Generator: Adobe Illustrator -->\n${doctype}${root}`,
    `<?xml version="1.0"?><!--${'x'.repeat(30_000)}-->${root}`,
    '<SVG>',
    '<svg:svg/>',
  ]) {
    assert.equal(refusal(text), 'unsupported_type', text.slice(0, 60));
  }
});

it('knows drawings in UTF-16, and compressed ones as what they are', () => {
  const wide = Buffer.from('\ufeff<?xml version="1.0" encoding="utf-16"?><svg/>', 'utf16le');
  assert.throws(() => imageFormat(wide), /SVG drawing/);
  assert.throws(() => imageFormat(gzipSync('<svg/>')), /gzip archive/);
});

it('takes no other XML for a drawing', () => {
  for (const text of [
    '<?xml version="1.0"?><Error>no <svg here</Error>',
    '<!DOCTYPE html><svg>',
    '<!-- <svg> -->',
    '<svgx/>',
    '<!--',
    '<?xml',
  ]) {
    assert.equal(refusal(text), 'not_an_image', text);
  }
});

it('looks at a hostile beginning once', () => {
  const start = performance.now();
  for (const unit of ['<!--', '<?', '<!---->', '<!doctype ', ' ', '<?>']) {
    refusal(unit.repeat(2_000_000 / unit.length));
  }
  assert.ok(performance.now() - start < 1_000);
});
