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
