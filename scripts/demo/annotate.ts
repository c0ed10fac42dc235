import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OverlayOptions } from 'sharp';
import sharp from 'sharp';
import type { ImageResult, Result } from '../../src/contract/schema/predict.ts';
import { labelFont } from './labelFont.ts';
import { classColour, textOn } from './palette.ts';

/** Draws detections into pictures. */
export class Annotator {
  readonly #folder: string;
  readonly #font: string;

  private constructor(folder: string, font: string) {
    this.#folder = folder;
    this.#font = font;
  }

  static async create(): Promise<Annotator> {
    const folder = await mkdtemp(join(tmpdir(), 'yolo-font-'));
    return new Annotator(folder, await labelFont(folder));
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Writes `picture` with everything that was found drawn into it, as a JPEG. */
  async write(picture: Uint8Array, { shape, results }: ImageResult, path: string): Promise<void> {
    const [height = 1, width = 1] = shape;
    // Strokes and letters keep their proportion to the picture.
    const unit = Math.max(1, Math.min(width, height) / 480);
    const shapes = results.map((result) => outline(result, unit)).join('');
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
    const labels = await this.#labels(results, { width, height }, unit);
    // Drawing shapes needs the SVG loader, which only ever sees what was made here.
    sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });
    await sharp(picture)
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .composite([{ input: Buffer.from(svg) }, ...labels])
      .jpeg({ quality: 90 })
      .toFile(path);
  }

  async #labels(
    results: readonly Result[],
    picture: { width: number; height: number },
    unit: number,
  ): Promise<OverlayOptions[]> {
    const overlays: OverlayOptions[] = [];
    let line = 0;
    for (const result of results) {
      const { data, info } = await this.#label(result, unit);
      if (info.width > picture.width || info.height > picture.height) continue;
      const corner = result.box ?? {
        x1: 8 * unit,
        y1: 8 * unit + ++line * (info.height + 2 * unit),
      };
      overlays.push({
        input: data,
        left: Math.round(Math.min(Math.max(0, corner.x1 - unit), picture.width - info.width)),
        top: Math.round(
          Math.min(Math.max(0, corner.y1 - info.height), picture.height - info.height),
        ),
      });
    }
    return overlays;
  }

  async #label({ class: classId, name, confidence }: Result, unit: number) {
    const background = classColour(classId);
    const text = `${escapeMarkup(name)} ${confidence.toFixed(2)}`;
    const size = Math.round(11 * unit);
    const rendered = await sharp({
      text: {
        text: `<span foreground="${textOn(background)}">${text}</span>`,
        font: `Roboto Medium ${size}`,
        fontfile: this.#font,
        rgba: true,
        dpi: 72,
      },
    })
      .png()
      .toBuffer();
    const pad = Math.round(2.5 * unit);
    return (
      sharp(rendered)
        // Flattened before it is extended, whatever the order here: both with the same colour.
        .flatten({ background })
        .extend({ top: pad, bottom: pad, left: 2 * pad, right: 2 * pad, background })
        .png()
        .toBuffer({ resolveWithObject: true })
    );
  }
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** SVG of one result: mask, box or oriented box, keypoints. */
function outline({ class: classId, box, segments, keypoints }: Result, unit: number): string {
  const colour = classColour(classId);
  const parts: string[] = [];
  if (segments !== undefined && segments.x.length > 0) {
    parts.push(`<polygon points="${points(segments)}" fill="${colour}" fill-opacity="0.35"/>`);
  }
  const stroke = `fill="none" stroke="${colour}" stroke-width="${2 * unit}" stroke-linejoin="round"`;
  if (box !== undefined && 'x4' in box) {
    const { x1, y1, x2, y2, x3, y3, x4, y4 } = box;
    parts.push(`<polygon points="${x1},${y1} ${x2},${y2} ${x3},${y3} ${x4},${y4}" ${stroke}/>`);
  } else if (box !== undefined) {
    const { x1, y1, x2, y2 } = box;
    parts.push(`<rect x="${x1}" y="${y1}" width="${x2 - x1}" height="${y2 - y1}" ${stroke}/>`);
  }
  keypoints?.x.forEach((x, i) => {
    if ((keypoints.visible?.[i] ?? 1) < 0.5) return;
    parts.push(
      `<circle cx="${x}" cy="${keypoints.y[i]}" r="${2.5 * unit}" fill="${colour}" stroke="white" stroke-width="${unit / 2}"/>`,
    );
  });
  return parts.join('');
}

function points({
  x,
  y,
}: {
  readonly x: readonly number[];
  readonly y: readonly number[];
}): string {
  return x.map((value, i) => `${value},${y[i] ?? 0}`).join(' ');
}
