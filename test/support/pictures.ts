import sharp from 'sharp';

/**
 * A small picture with four differently coloured quarters, so that turning, mirroring and swapped
 * channels show: red | green over blue | white.
 */
export async function quarters(width = 64, height = 48): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const left = x < width / 2;
      const top = y < height / 2;
      const at = (y * width + x) * 3;
      data[at] = left ? (top ? 255 : 0) : top ? 0 : 255;
      data[at + 1] = left ? 0 : 255;
      data[at + 2] = top ? 0 : 255;
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/**
 * The quarters, stored so that a viewer which honours the EXIF orientation shows them upright. By
 * the standard's table: which side of the upright picture the first row and column of the file are.
 */
export async function storedFor(orientation: number): Promise<Buffer> {
  const { data, info } = await sharp(await quarters())
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const turned = orientation >= 5;
  const stored = { width: turned ? height : width, height: turned ? width : height };
  const out = Buffer.alloc(data.length);
  for (let row = 0; row < stored.height; row++) {
    for (let column = 0; column < stored.width; column++) {
      const [across, down] = turned ? [row, column] : [column, row];
      const x = [2, 3, 6, 7].includes(orientation) ? width - 1 - across : across;
      const y = [3, 4, 7, 8].includes(orientation) ? height - 1 - down : down;
      data.copy(
        out,
        (row * stored.width + column) * 3,
        (y * width + x) * 3,
        (y * width + x + 1) * 3,
      );
    }
  }
  return sharp(out, { raw: { ...stored, channels: 3 } })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();
}

/** Red, green and blue of the pixel at (x, y) of interleaved RGB. */
export function pixel(
  image: { data: Uint8Array; size: { width: number } },
  x: number,
  y: number,
): [number, number, number] {
  const at = (y * image.size.width + x) * 3;
  return [image.data[at] ?? -1, image.data[at + 1] ?? -1, image.data[at + 2] ?? -1];
}
