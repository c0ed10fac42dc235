import { boundsOf } from '../../../webview/detect/logic/geometry.ts';
import type { Found } from '../../../webview/detect/logic/objects.ts';

/** An upright object for tests. */
export function object(
  index: number,
  classId: number,
  confidence: number,
  [x, y, width, height]: readonly [number, number, number, number],
): Found {
  const corners = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
  return {
    index,
    class: classId,
    name: `class ${classId}`,
    confidence,
    corners,
    bounds: boundsOf(corners),
    outline: [],
    keypoints: [],
    oriented: false,
  };
}
