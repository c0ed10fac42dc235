/** Makes RGB of brightness and colour differences (ITU-R BT.601, full range), in place. */
export function rgbOfYcbcr(data: Uint8ClampedArray): void {
  for (let at = 0; at + 2 < data.length; at += 3) {
    const y = data[at] ?? 0;
    const blue = (data[at + 1] ?? 0) - 128;
    const red = (data[at + 2] ?? 0) - 128;
    // Clamped arrays round and keep to 0–255.
    data[at] = y + 1.402 * red;
    data[at + 1] = y - 0.344136 * blue - 0.714136 * red;
    data[at + 2] = y + 1.772 * blue;
  }
}

/**
 * RGB of cyan, magenta, yellow and black as OpenCV and Pillow make it: as if inks were filters. Profiles
 * say how a press would print them, which no model was trained on.
 */
export function rgbOfCmyk(data: Uint8Array): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray((data.length / 4) * 3);
  for (let from = 0, to = 0; from + 3 < data.length; from += 4, to += 3) {
    const light = (255 - (data[from + 3] ?? 0)) / 255;
    rgb[to] = (255 - (data[from] ?? 0)) * light;
    rgb[to + 1] = (255 - (data[from + 1] ?? 0)) * light;
    rgb[to + 2] = (255 - (data[from + 2] ?? 0)) * light;
  }
  return rgb;
}
