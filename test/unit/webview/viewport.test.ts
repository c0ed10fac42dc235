import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  fitWhole,
  pan,
  reveal,
  toPicture,
  zoomAt,
} from '../../../webview/detect/logic/viewport.ts';

const picture = { width: 1000, height: 500 };
const pane = { width: 524, height: 400 };

describe('viewport', () => {
  it('fits the whole picture, centred', () => {
    assert.deepEqual(fitWhole(picture, pane), { scale: 0.5, x: 12, y: 75 });
  });

  it('keeps the point under the pointer while zooming', () => {
    const at = { x: 100, y: 120 };
    const before = fitWhole(picture, pane);
    const after = zoomAt(before, at, 3, picture, pane);
    assert.equal(after.scale, 1.5);
    const [a, b] = [toPicture(before, at), toPicture(after, at)];
    assert.ok(Math.hypot(a.x - b.x, a.y - b.y) < 1e-9);
  });

  it('bounds the zoom on both sides', () => {
    assert.equal(zoomAt(fitWhole(picture, pane), { x: 0, y: 0 }, 1e9, picture, pane).scale, 64);
    assert.ok(zoomAt(fitWhole(picture, pane), { x: 0, y: 0 }, 1e-9, picture, pane).scale > 0.1);
  });

  it('keeps a part of the picture in sight while panning', () => {
    const far = pan(fitWhole(picture, pane), 1e6, -1e6, picture, pane);
    assert.equal(far.x, pane.width - 48);
    assert.equal(far.y, 48 - picture.height * far.scale);
  });

  it('moves only as far as needed to reveal a part', () => {
    const zoomed = { scale: 1, x: 0, y: 0 };
    assert.deepEqual(reveal(zoomed, { x: 100, y: 100, width: 50, height: 50 }, pane), zoomed);
    assert.deepEqual(reveal(zoomed, { x: 600, y: 100, width: 50, height: 50 }, pane), {
      scale: 1,
      x: pane.width - 12 - 650,
      y: 0,
    });
  });
});
