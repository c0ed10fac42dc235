import type { Mark } from '../logic/marks.ts';
import type { Size } from '../logic/viewport.ts';
import { drawClasses } from './classes.ts';
import { drawLabels, labelStyle, layOutLabels } from './labels.ts';
import { drawShapes, shapesOf } from './shapes.ts';

/** The picture in its own pixels with what the panel shows on it. */
export function annotate(
  bitmap: ImageBitmap,
  { width, height }: Size,
  marks: readonly Mark[],
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error(`No canvas of ${width} × ${height} pixels.`);
  context.drawImage(bitmap, 0, 0, width, height);
  // Lines and letters keep their share of the picture, whatever its resolution.
  const line = Math.max(2, Math.round(Math.min(width, height) / 320));
  drawShapes(context, shapesOf(marks), { line, seam: line / 2 });
  const style = labelStyle('sans-serif', Math.max(12, line * 6), line);
  const whole = { x: 0, y: 0, width, height };
  const still = { scale: 1, x: 0, y: 0 };
  drawLabels(context, layOutLabels(context, marks, still, whole, style), style);
  drawClasses(context, marks, { x: line * 4, y: line * 4 }, style);
  return canvas;
}

/** What was drawn as the bytes of a file. */
export async function encoded(
  canvas: OffscreenCanvas,
  type: 'image/png' | 'image/jpeg',
): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await canvas.convertToBlob({ type, quality: 0.92 });
  return new Uint8Array(await blob.arrayBuffer());
}
