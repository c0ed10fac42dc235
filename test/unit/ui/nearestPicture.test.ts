import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestPicture } from '../../../src/ui/images/nearestPicture.ts';

test('the nearest picture to weights is beside or below them before it is elsewhere', () => {
  const paths = [
    '/w/images/line-10.jpg',
    '/w/images/line-2.jpg',
    '/w/models/test/b.png',
    '/w/models/a.png',
  ];
  assert.equal(nearestPicture('/w/models/best.pt', paths), '/w/models/a.png');
  assert.equal(nearestPicture('/w/models/best.pt', paths.slice(0, 3)), '/w/models/test/b.png');
  assert.equal(nearestPicture('/w/best.pt', paths.slice(0, 2)), '/w/images/line-2.jpg');
  assert.equal(nearestPicture('/w/best.pt', []), undefined);
});

test('diagrams that training leaves beside its weights are no pictures of objects', () => {
  const plots = ['/w/runs/detect/train/results.png', '/w/runs/detect/train/val_batch0_pred.jpg'];
  const weights = '/w/runs/detect/train/weights/best.pt';
  assert.equal(nearestPicture(weights, [...plots, '/w/data/street.jpg']), '/w/data/street.jpg');
  assert.equal(nearestPicture(weights, plots), undefined);
});
