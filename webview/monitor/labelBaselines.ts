/**
 * Where the labels of lines across a chart stand: above their line, and below it where there is no room
 * left by the edge or by the label of the line before.
 * @param lines from the top down, in pixels.
 * @param height of the text, in pixels.
 */
export function labelBaselines(lines: readonly number[], height: number): number[] {
  let taken = 0;
  return lines.map((line) => {
    const above = line - 3;
    const baseline = above - height >= taken ? above : Math.max(line, taken) + height;
    // What hangs below the baseline.
    taken = baseline + 2;
    return baseline;
  });
}
